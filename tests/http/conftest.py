"""An application behind the gate that tells what reached it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from stagewatt.domain.errors import Invalid, Refused
from stagewatt.http.answers import on_bug, on_http, on_refused
from stagewatt.http.gate import Gate
from stagewatt.http.headers import SecurityHeaders
from stagewatt.http.hosts import Hosts
from stagewatt.http.rate import RateLimit


@dataclass
class Bench:
    """The application, what reached it, and the time its rate limit sees."""

    client: TestClient
    reached: list[Any] = field(default_factory=list)
    now_s: float = 100.0


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    """Make an application behind the gate; further words go to the gate."""

    def make(**gate: Any) -> Bench:
        bench = Bench(client=None)  # type: ignore[arg-type]

        async def change(request: Request) -> Response:
            bench.reached.append(await request.body())
            return JSONResponse({"changed": True})

        async def fail(request: Request) -> Response:
            if "bug" in request.query_params:
                raise RuntimeError("a secret of the inside")
            raise Invalid("cannot be", where="field")

        async def socket(websocket: WebSocket) -> None:
            bench.reached.append("socket")
            await websocket.accept()
            await websocket.close()

        words = {
            "hosts": Hosts(["rack.test"], machine_name=lambda: "Stage-Pi.example.org"),
            "limit": RateLimit(lambda: bench.now_s, burst=5, per_s=1.0),
            **gate,
        }
        app = Starlette(
            routes=[
                Route("/thing", change, methods=["GET", "POST", "PATCH", "PUT", "DELETE"]),
                Route("/fail", fail),
                WebSocketRoute("/socket", socket),
            ],
            middleware=[Middleware(SecurityHeaders), Middleware(Gate, **words)],
            exception_handlers={HTTPException: on_http, Refused: on_refused, Exception: on_bug},
        )
        bench.client = TestClient(
            app, base_url="http://rack.test", raise_server_exceptions=False, client=("10.0.0.9", 5)
        )
        return bench

    return make


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()
