"""The panel's HTTP interface: reads are open, every change passes the one gate."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stagewatt.domain.errors import Invalid, Refused
from stagewatt.http.answers import BadRequest, Json, on_bug, on_http, on_refused
from stagewatt.http.gate import Gate
from stagewatt.http.headers import SecurityHeaders
from stagewatt.http.hosts import Hosts
from stagewatt.http.rate import RateLimit
from stagewatt.twin.panel import requests as ask
from stagewatt.twin.panel.answers import faults_json, loads_json, panel_json
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.simulation import Simulation

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

BODY_MAX = 4096
"""Bytes; no hand needs more."""
BURST, PER_S = 400, 200.0
"""Changes at once and a second, per address: tests and benchmarks are quicker than hands."""

_HANDS: dict[str, tuple[type, Callable[[Simulation, Any], None]]] = {
    "e_stop": (ask.EStopRequest, ask.press_e_stop),
    "main": (ask.MainRequest, ask.move_main),
    "way": (ask.WayRequest, ask.move_way),
    "test_button": (ask.TestButtonRequest, ask.press_test),
    "fuse": (ask.FuseRequest, ask.set_fuse),
}
"""`POST /api/v1/panel/<name>`."""

_FIELD = re.compile(r"`\$\.(?P<path>[^`]+)`|field `(?P<name>[^`]+)`")


def build(
    simulation: Simulation, server: ModbusServer, *, allowed_hosts: Iterable[str] = ()
) -> Starlette:
    """Return the application over one running rack."""
    limit = RateLimit(time.monotonic, burst=BURST, per_s=PER_S)
    return Starlette(
        routes=[
            Route("/api/v1/panel", _panel(simulation, server), methods=["GET"]),
            *(
                Route(f"/api/v1/panel/{name}", _hand(simulation, server, *how), methods=["POST"])
                for name, how in _HANDS.items()
            ),
            Route("/api/v1/loads", _loads(simulation), methods=["GET", "POST"]),
            Route("/api/v1/faults", _faults(simulation), methods=["GET", "POST"]),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Gate, hosts=Hosts(allowed_hosts), limit=limit, body_max=BODY_MAX),
        ],
        exception_handlers={Refused: on_refused, HTTPException: on_http, Exception: on_bug},
    )


def _panel(simulation: Simulation, server: ModbusServer) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        return _state(simulation, server)

    return endpoint


def _hand(
    simulation: Simulation,
    server: ModbusServer,
    kind: type,
    does: Callable[[Simulation, Any], None],
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        does(simulation, _document(await request.body(), kind))
        return _state(simulation, server)

    return endpoint


def _loads(simulation: Simulation) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST":
            ask.set_load(simulation, _document(await request.body(), ask.LoadRequest))
        return Json(loads_json(simulation))

    return endpoint


def _faults(simulation: Simulation) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST":
            body = await request.body()
            document = _document(body, ask.FaultRequest)
            given = _document(body, dict[str, object])
            others = {key: value for key, value in given.items() if key not in _FAULT_FIELDS}
            try:
                ask.set_fault(simulation, document, others)
            except Invalid as wrong:
                raise BadRequest(wrong.message, where=wrong.where) from wrong
        return Json(faults_json(simulation))

    return endpoint


_FAULT_FIELDS = frozenset(ask.FaultRequest.__struct_fields__)


def _state(simulation: Simulation, server: ModbusServer) -> Response:
    return Json(panel_json(simulation, server.counters, len(server.clients)))


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
