"""What answers each operation of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stagewatt.catalogue.front import front_of
from stagewatt.domain.errors import Unknown
from stagewatt.domain.ports import Clock
from stagewatt.domain.settings import Change
from stagewatt.http.answers import BadRequest, Json
from stagewatt.state.events import is_place
from stagewatt.state.held import Held
from stagewatt.state.store import Store
from stagewatt.web import patches, picture, shapes
from stagewatt.web.moment import Moment
from stagewatt.web.node_info import NodeInfo
from stagewatt.web.openapi import document
from stagewatt.web.operations import EVENTS_MOST, EVENTS_USUAL


class Api:
    """One method per operation; each reads the same store."""

    def __init__(
        self, store: Store, *, node: NodeInfo, clock: Clock, models: Mapping[str, Any]
    ) -> None:
        """Take what is asked about; `models` is the catalogue as plain data."""
        self._store = store
        self._node = node
        self._clock = clock
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
        reads = [held.view.rack for held in self._store.racks() if held.via is None]
        clock = "unset" if self._clock.wall_s() is None else "set"
        node = self._node
        return Json(
            {
                "id": node.id,
                "name": node.name,
                "version": node.version,
                "boot_id": node.boot_id,
                "racks": reads,
                "clock": clock,
            }
        )

    async def racks(self, _request: Request) -> Response:
        """Answer `GET /racks`."""
        node = self._node
        held = self._store.racks()
        return Json(picture.racks(held, node.unmonitored, node.id, self._moment()))

    async def rack(self, request: Request) -> Response:
        """Answer `GET /racks/{rack}`."""
        return self._rack(self._held(request))

    async def patch_rack(self, request: Request) -> Response:
        """Answer `PATCH /racks/{rack}`."""
        held = self._held(request)
        changes = patches.rack_changes(await request.body())
        return self._rack(await self._changed(request, held, changes))

    async def patch_way(self, request: Request) -> Response:
        """Answer `PATCH /racks/{rack}/ways/{way}`."""
        held, way = self._held(request), request.path_params["way"]
        _known(way, "way", (one.id for one in held.view.ways))
        changes = patches.way_changes(await request.body(), way)
        held = await self._changed(request, held, changes)
        there = self._moment().there(held)
        view = next(one for one in held.view.ways if one.id == way)
        return Json(picture.way(view, there), headers=_tag(held))

    async def patch_connector(self, request: Request) -> Response:
        """Answer `PATCH /racks/{rack}/connectors/{connector}`."""
        held, connector = self._held(request), request.path_params["connector"]
        _known(connector, "connector", (one.id for one in held.view.connectors))
        changes = patches.connector_changes(await request.body(), connector)
        held = await self._changed(request, held, changes)
        view = next(one for one in held.view.connectors if one.id == connector)
        return Json(picture.connector(view), headers=_tag(held))

    async def alarms(self, _request: Request) -> Response:
        """Answer `GET /alarms`."""
        return Json(shapes.Alarms(alarms=picture.alarms(self._store.racks(), self._moment())))

    async def events(self, request: Request) -> Response:
        """Answer `GET /events`."""
        query = request.query_params
        unknown = next((name for name in query if name not in {"since", "limit"}), None)
        if unknown is not None:
            raise BadRequest(f"no parameter {unknown[:40]}", where=unknown[:40])
        since = query.get("since")
        if since is not None and not is_place(since):
            raise BadRequest("since is the id of an event", where="since")
        page = self._store.events(since, _limit(query.get("limit")))
        moment = self._moment()
        events = [picture.event(recorded, moment) for recorded in page.events]
        return Json(shapes.Events(events=events, next=page.next, complete=page.complete))

    async def models(self, _request: Request) -> Response:
        """Answer `GET /models`."""
        return Json(self._models)

    async def model(self, request: Request) -> Response:
        """Answer `GET /models/{model}`."""
        name = request.path_params["model"]
        _known(name, "model", self._model)
        return Json(self._pictured(name))

    async def openapi(self, _request: Request) -> Response:
        """Answer `GET /openapi.json`."""
        return Json(self._openapi)

    async def healthz(self, _request: Request) -> Response:
        """Answer `GET /healthz`."""
        return Json(shapes.Health(status="up"))

    def _pictured(self, name: str) -> msgspec.Raw:
        """Return a model with the picture of its front, made when it is first asked for."""
        if name not in self._front:
            model = msgspec.json.decode(self._model[name])
            whole = {**model, "front": front_of(model["id"])}
            self._front[name] = msgspec.Raw(msgspec.json.encode(whole))
        return self._front[name]

    def _moment(self) -> Moment:
        return Moment(self._clock.now_ns(), self._clock.wall_s())

    def _held(self, request: Request) -> Held:
        rack = request.path_params["rack"]
        held = self._store.rack(rack)
        if held is None:
            raise Unknown(f"no rack {rack[:40]}", where="rack")
        return held

    def _rack(self, held: Held) -> Response:
        return Json(picture.rack(held, self._moment()), headers=_tag(held))

    async def _changed(self, request: Request, held: Held, changes: tuple[Change, ...]) -> Held:
        """Have the owner make changes; return the picture that shows them."""
        rack = held.view.rack
        expected = patches.expected_revision(
            request.headers.get("if-match"), held.view.settings_revision
        )
        owner = self._store.owner(rack)
        await owner.change(rack, changes, expected_revision=expected)
        return self._store.rack(rack) or held


def _tag(held: Held) -> dict[str, str]:
    return {"etag": f'"{held.view.settings_revision}"'}


def _known(name: str, what: str, names: Iterable[str]) -> None:
    if name not in names:
        raise Unknown(f"no {what} {name[:40]}", where=what)


def _limit(text: str | None) -> int:
    if text is None:
        return EVENTS_USUAL
    limit = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not 1 <= limit <= EVENTS_MOST:
        raise BadRequest(f"limit is a whole number from 1 to {EVENTS_MOST}", where="limit")
    return limit
