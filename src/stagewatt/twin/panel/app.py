"""The panel's HTTP interface: reads are open, every change passes the one gate."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stagewatt.catalogue.front import front_json
from stagewatt.domain.errors import Invalid, Refused
from stagewatt.http.answers import BadRequest, Json, on_bug, on_http, on_refused
from stagewatt.http.gate import Gate
from stagewatt.http.headers import SecurityHeaders
from stagewatt.http.hosts import Hosts
from stagewatt.http.rate import RateLimit
from stagewatt.http.static import Site
from stagewatt.twin.panel.answers import panel_json
from stagewatt.twin.panel.fault_answers import faults_json
from stagewatt.twin.panel.fault_requests import FaultRequest, set_fault
from stagewatt.twin.panel.load_answers import loads_json
from stagewatt.twin.panel.load_requests import LoadRequest, set_load
from stagewatt.twin.panel.rack import Rack
from stagewatt.twin.panel.requests import MOVES, Move
from stagewatt.twin.panel.scenario import ScenarioRequest, played_on, scenario_json, steer
from stagewatt.twin.server import ModbusServer

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

UI_DIR = Path(__file__).parents[2] / "ui"
PAGE = "front/index.html"
"""What is served at `/`: the panel to touch."""
BODY_MAX = 4096
"""Bytes; no hand needs more."""
BURST, PER_S = 400, 200.0
"""Changes at once and a second, per address: tests and benchmarks are quicker than hands."""

_FIELD = re.compile(r"`\$\.(?P<path>[^`]+)`|field `(?P<name>[^`]+)`")


def build(rack: Rack, server: ModbusServer, *, allowed_hosts: Iterable[str] = ()) -> Starlette:
    """Return the application over one running rack."""
    limit = RateLimit(time.monotonic, burst=BURST, per_s=PER_S)
    return Starlette(
        routes=[
            Route("/api/v1/panel", _panel(rack, server), methods=["GET"]),
            Route("/api/v1/panel/front", _front(rack), methods=["GET"]),
            *(
                Route(f"/api/v1/panel/{name}", _hand(rack, server, move), methods=["POST"])
                for name, move in MOVES.items()
            ),
            Route("/api/v1/loads", _loads(rack), methods=["GET", "POST"]),
            Route("/api/v1/faults", _faults(rack), methods=["GET", "POST"]),
            Route("/api/v1/scenario", _scenario(rack), methods=["GET", "POST"]),
            *_site().routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Gate, hosts=Hosts(allowed_hosts), limit=limit, body_max=BODY_MAX),
        ],
        exception_handlers={Refused: on_refused, HTTPException: on_http, Exception: on_bug},
    )


@cache
def _site() -> Site:
    """Return the touchable front panel's files; one process reads them once for all its racks."""
    return Site(UI_DIR, page=PAGE)


def _front(rack: Rack) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        return Json(front_json(rack.plant.model))

    return endpoint


def _panel(rack: Rack, server: ModbusServer) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        return Json(panel_json(rack, server))

    return endpoint


def _hand(rack: Rack, server: ModbusServer, move: Move) -> Endpoint:
    kind, action = move

    async def endpoint(request: Request) -> Response:
        document: Any = _document(await request.body(), kind)
        rack.act(action(rack.plant, document))
        return Json(panel_json(rack, server))

    return endpoint


def _loads(rack: Rack) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST":
            set_load(rack, _document(await request.body(), LoadRequest))
        return Json(loads_json(rack))

    return endpoint


def _faults(rack: Rack) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST":
            body = await request.body()
            document = _document(body, FaultRequest)
            given = _document(body, dict[str, object])
            others = {key: value for key, value in given.items() if key not in _FAULT_FIELDS}
            try:
                set_fault(rack, document, others)
            except Invalid as wrong:
                raise BadRequest(wrong.message, where=wrong.where) from wrong
        return Json(faults_json(rack))

    return endpoint


def _scenario(rack: Rack) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        director = played_on(rack)
        if request.method == "POST":
            steer(director, _document(await request.body(), ScenarioRequest))
        return Json(scenario_json(director))

    return endpoint


_FAULT_FIELDS = frozenset(FaultRequest.__struct_fields__)


def _document(body: bytes, kind: type[T]) -> T:
    """Return a body as what it should be. Raises BadRequest with the place."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as wrong:
        found = _FIELD.search(str(wrong))
        where = None if found is None else found["path"] or found["name"]
        raise BadRequest(str(wrong), where=where) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise BadRequest(f"the body is no JSON: {wrong}") from wrong
