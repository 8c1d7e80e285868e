"""The node's web application: gate in front, API, stream and screen behind it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from stagewatt.domain.errors import Refused
from stagewatt.domain.ports import Clock, Neighbours
from stagewatt.http.answers import on_bug, on_http, on_refused
from stagewatt.http.gate import Gate
from stagewatt.http.headers import SecurityHeaders
from stagewatt.http.hosts import Hosts
from stagewatt.http.rate import RateLimit
from stagewatt.http.static import Site
from stagewatt.state.store import Store
from stagewatt.web.api import Api
from stagewatt.web.changes import Changes
from stagewatt.web.hub import Hub
from stagewatt.web.node_info import NodeInfo
from stagewatt.web.operations import OPERATIONS, STREAM, Operation
from stagewatt.web.source import Source
from stagewatt.web.stream import Stream

__all__ = ["NodeInfo", "build"]

log = logging.getLogger(__name__)

Handlers = tuple[Api, Changes]
"""What reads, what changes."""


def build(  # noqa: PLR0913 - everything that `app` joins to the screen, each by its name
    store: Store,
    *,
    node: NodeInfo,
    clock: Clock,
    models_json: Mapping[str, Any],
    allowed_hosts: Iterable[str],
    ui_dir: Path,
    neighbours: Neighbours,
    called: Callable[[], Iterable[str]] = tuple,
) -> Starlette:
    """Return the application; its lifespan runs the stream's switchboard.

    `models_json` is the catalogue as plain data, `allowed_hosts` are names besides the node's own,
    `ui_dir` holds the screen's static files, `neighbours` are the other nodes, `called`
    gives the names by which the network finds this one.
    """
    source = Source(store, node, clock, neighbours)
    hub = Hub(source)
    handlers = (Api(source, models=models_json, called=called), Changes(source))
    limit = RateLimit(lambda: clock.now_ns() / 1e9)
    app = Starlette(
        routes=[
            *_api_routes(handlers),
            WebSocketRoute(STREAM, Stream(hub)),
            *Site(ui_dir).routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Gate, hosts=Hosts(allowed_hosts, called=called), limit=limit),
        ],
        exception_handlers={HTTPException: on_http, Refused: on_refused, Exception: on_bug},
        lifespan=_lifespan(hub),
    )
    # A slash too many is another address: no redirect, which would repeat what Host says.
    app.router.redirect_slashes = False
    return app


def _api_routes(handlers: Handlers) -> list[BaseRoute]:
    paths: dict[str, list[Operation]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, []).append(operation)
    return [_route(handlers, path, operations) for path, operations in paths.items()]


def _route(handlers: Handlers, path: str, operations: list[Operation]) -> Route:
    """Return the route of one path with all its methods; OPTIONS tells which."""
    answers = {operation.method: _handler(handlers, operation.name) for operation in operations}
    methods = [*answers, *(["HEAD"] if "GET" in answers else []), "OPTIONS"]
    allow = {"allow": ", ".join(sorted(methods))}

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allow)
        method = "GET" if request.method == "HEAD" else request.method
        found: Response = await answers[method](request)
        return found

    return Route(path, answer, methods=methods)


def _handler(handlers: Handlers, name: str) -> Any:
    reading, changing = handlers
    return getattr(reading, name, None) or getattr(changing, name)


def _lifespan(hub: Hub) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_keep(hub), name="stream hub")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return lifespan


async def _keep(hub: Hub) -> None:
    """Run the switchboard for ever; a fault in it costs one second of the stream."""
    while True:
        try:
            await hub.run()
        except Exception:
            log.exception("the stream's switchboard failed, starting it again")
            await asyncio.sleep(1)
