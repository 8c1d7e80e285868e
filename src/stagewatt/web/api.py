"""What answers each operation that only reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stagewatt.catalogue.front import front_of
from stagewatt.domain.errors import Unknown
from stagewatt.http.answers import BadRequest, Json
from stagewatt.state.events import is_place
from stagewatt.web import others, picture, qr, shapes_alarms, shapes_site
from stagewatt.web.changes import tag
from stagewatt.web.openapi import document
from stagewatt.web.operations import EVENTS_MOST, EVENTS_USUAL
from stagewatt.web.source import Source


class Api:
    """One method per operation; each reads the same source."""

    def __init__(
        self, source: Source, *, models: Mapping[str, Any], called: Callable[[], Iterable[str]]
    ) -> None:
        """Take what is asked about; `models` is the catalogue as plain data.

        `called` gives the names by which the network finds this node.
        """
        self._source = source
        self._called = called
        self._started_ns = source.clock.now_ns()
        self._models = msgspec.Raw(msgspec.json.encode(models))
        self._model = {
            name: msgspec.Raw(msgspec.json.encode(model))
            for model in models["models"]
            for name in (model["id"], *model.get("aliases", ()))
        }
        self._front: dict[str, msgspec.Raw] = {}
        self._openapi = msgspec.Raw(msgspec.json.encode(document()))

    async def node(self, _request: Request) -> Response:
        """Answer `GET /node`."""
        source = self._source
        node, mesh = source.node, source.neighbours.mesh()
        return Json(
            shapes_site.Node(
                id=node.id,
                name=node.name,
                version=node.version,
                boot_id=node.boot_id,
                racks=[held.view.rack for held in source.store.racks() if held.via is None],
                clock="unset" if source.clock.wall_s() is None else "set",
                addresses=list(self._addresses()),
                names=[name for name in self._called() if name.endswith(".local")],
                uptime_s=source.moment().age_s(self._started_ns) or 0.0,
                site=node.site,
                locked=node.locked,
                mesh=None if mesh is None else others.mesh(mesh),
            )
        )

    async def node_qr(self, request: Request) -> Response:
        """Answer `GET /node/qr.svg`."""
        query = _query(request, "path", "address")
        target = qr.target(self._addresses(), query.get("path", "/"), query.get("address"))
        code = await asyncio.to_thread(qr.svg, target)  # the first one loads its tables
        headers = {"cache-control": "no-store"}
        return Response(code, media_type="image/svg+xml", headers=headers)

    async def nodes(self, _request: Request) -> Response:
        """Answer `GET /nodes`."""
        moment = self._source.moment()
        nodes = [others.node(peer, moment) for peer in self._source.neighbours.nodes()]
        return Json(shapes_site.Nodes(nodes=nodes))

    async def racks(self, _request: Request) -> Response:
        """Answer `GET /racks`."""
        return Json(self._source.racks())

    async def rack(self, request: Request) -> Response:
        """Answer `GET /racks/{rack}`."""
        rack = request.path_params["rack"]
        if self._source.held(rack).via is not None:
            await self._source.neighbours.fresh(rack)
        held = self._source.held(rack)
        return Json(self._source.rack(held), headers=tag(held))

    async def alarms(self, _request: Request) -> Response:
        """Answer `GET /alarms`."""
        source = self._source
        return Json(
            shapes_alarms.Alarms(alarms=picture.alarms(source.store.racks(), source.moment()))
        )

    async def events(self, request: Request) -> Response:
        """Answer `GET /events`."""
        query = _query(request, "since", "limit")
        since = query.get("since")
        if since is not None and not is_place(since):
            raise BadRequest("since is the id of an event", where="since")
        page = self._source.store.events(since, _limit(query.get("limit")))
        moment = self._source.moment()
        events = [picture.event(recorded, moment) for recorded in page.events]
        return Json(shapes_alarms.Events(events=events, next=page.next, complete=page.complete))

    async def models(self, _request: Request) -> Response:
        """Answer `GET /models`."""
        return Json(self._models)

    async def model(self, request: Request) -> Response:
        """Answer `GET /models/{model}`."""
        name = request.path_params["model"]
        if name not in self._model:
            raise Unknown(f"no model {name[:40]}", where="model")
        return Json(self._pictured(name))

    async def openapi(self, _request: Request) -> Response:
        """Answer `GET /openapi.json`."""
        return Json(self._openapi)

    async def healthz(self, _request: Request) -> Response:
        """Answer `GET /healthz`."""
        return Json(shapes_site.Health(status="up"))

    def _pictured(self, name: str) -> msgspec.Raw:
        """Return a model with the picture of its front, made when it is first asked for."""
        if name not in self._front:
            model = msgspec.json.decode(self._model[name])
            whole = {**model, "front": front_of(model["id"])}
            self._front[name] = msgspec.Raw(msgspec.json.encode(whole))
        return self._front[name]

    def _addresses(self) -> tuple[str, ...]:
        """Return where this node's screen is found: what it tells its neighbours."""
        return next((peer.addresses for peer in self._source.neighbours.nodes() if peer.local), ())


def _query(request: Request, *known: str) -> Mapping[str, str]:
    """Return the parameters of an address. Raises BadRequest for one that there is not."""
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None:
        raise BadRequest(f"no parameter {unknown[:40]}", where=unknown[:40])
    return request.query_params


def _limit(text: str | None) -> int:
    if text is None:
        return EVENTS_USUAL
    limit = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not 1 <= limit <= EVENTS_MOST:
        raise BadRequest(f"limit is a whole number from 1 to {EVENTS_MOST}", where="limit")
    return limit
