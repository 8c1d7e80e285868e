from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import WebSocketDenialResponse
from starlette.types import Message

from stagewatt.http.answers import on_http, on_refused
from stagewatt.http.gate import Gate, deny
from stagewatt.http.headers import SecurityHeaders
from stagewatt.http.hosts import Hosts
from stagewatt.http.rate import RateLimit

JSON = {"content-type": "application/json"}


def error_of(answer: Any) -> dict[str, Any]:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "where"}
    return dict(body["error"])


def test_a_program_without_an_origin_may_change(bench: Any) -> None:
    answer = bench.client.patch("/thing", content=b'{"a": 1}', headers=JSON)
    assert answer.status_code == 200
    assert bench.reached == [b'{"a": 1}']


def test_our_own_page_may_change(bench: Any) -> None:
    headers = {**JSON, "origin": "http://rack.test", "sec-fetch-site": "same-origin"}
    assert bench.client.patch("/thing", content=b"{}", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://rack.test.evil.example",
        "http://rack.test:8081",
        "null",
        "",
        "http://",
        "http://rack.test:x",
        "http://[::1",
        "file://rack.test",
        "http://user@rack.test",
    ],
)
def test_a_foreign_origin_may_change_nothing(bench: Any, method: str, origin: str) -> None:
    headers = {**JSON, "origin": origin}
    answer = bench.client.request(method, "/thing", content=b"{}", headers=headers)
    assert answer.status_code == 403
    assert error_of(answer)["code"] == "foreign_origin"
    assert bench.reached == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_the_browser_calls_foreign_is_foreign(bench: Any, site: str) -> None:
    answer = bench.client.patch("/thing", content=b"{}", headers={**JSON, "sec-fetch-site": site})
    assert answer.status_code == 403


def test_a_proxy_may_speak_https_for_us(bench: Any) -> None:
    headers = {**JSON, "origin": "https://rack.test"}
    assert bench.client.patch("/thing", content=b"{}", headers=headers).status_code == 200


def test_a_port_is_part_of_an_origin(bench: Any) -> None:
    there = {**JSON, "host": "rack.test:8080", "origin": "http://rack.test:8080"}
    assert bench.client.patch("/thing", content=b"{}", headers=there).status_code == 200
    usual = {**JSON, "host": "rack.test:80", "origin": "http://RACK.test"}
    assert bench.client.patch("/thing", content=b"{}", headers=usual).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
        "text/plain; x=application/json",
        None,
    ],
)
def test_a_change_is_json_or_nothing(bench: Any, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    answer = bench.client.patch("/thing", content=b"{}", headers=headers)
    assert answer.status_code == 415
    assert error_of(answer)["where"] == "Content-Type"
    assert bench.reached == []


def test_json_may_name_its_charset(bench: Any) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    assert bench.client.patch("/thing", content=b"{}", headers=headers).status_code == 200


def test_a_body_has_a_largest_size(bench: Any) -> None:
    most = 64 << 10
    answer = bench.client.patch("/thing", content=b"x" * most, headers=JSON)
    assert answer.status_code == 200
    answer = bench.client.patch("/thing", content=b"x" * (most + 1), headers=JSON)
    assert answer.status_code == 413
    assert error_of(answer)["code"] == "too_large"
    assert answer.headers["connection"] == "close"
    assert len(bench.reached) == 1


def test_a_body_of_unsaid_length_has_it_too(bench: Any) -> None:
    answer = bench.client.patch("/thing", content=(b"x" * 1024 for _ in range(65)), headers=JSON)
    assert answer.status_code == 413
    assert bench.reached == []


@pytest.mark.parametrize("length", ["-1", "1e9", "²", "99999999999999999999"])
def test_a_nonsense_length_is_refused(bench: Any, length: str) -> None:
    headers = {**JSON, "content-length": length.encode("utf-8")}
    assert bench.client.patch("/thing", headers=headers).status_code == 413


def test_a_flood_of_changes_is_held_back_and_told_when_to_return(bench: Any) -> None:
    for _ in range(5):
        assert bench.client.patch("/thing", content=b"{}", headers=JSON).status_code == 200
    answer = bench.client.patch("/thing", content=b"{}", headers=JSON)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"
    assert error_of(answer)["code"] == "too_many"
    assert bench.client.get("/thing").status_code == 200, "reading goes on"
    bench.now_s += 1
    assert bench.client.patch("/thing", content=b"{}", headers=JSON).status_code == 200


def test_refused_changes_count_too(bench: Any) -> None:
    for _ in range(5):
        assert bench.client.patch("/thing", content=b"{}").status_code == 415
    assert bench.client.patch("/thing", content=b"{}", headers=JSON).status_code == 429


@pytest.mark.parametrize(
    "host",
    ["evil.example", "10.0.0.1", "rack.test.evil.example", "stage-pi.evil.example", "[fe80::1]"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PATCH"])
def test_a_name_that_is_not_ours_gets_nothing(bench: Any, host: str, method: str) -> None:
    answer = bench.client.request(method, "/thing", headers={**JSON, "host": host})
    assert answer.status_code == 403
    assert bench.reached == []
    if method == "GET":
        assert error_of(answer)["code"] == "host_not_allowed"
        assert "allowed_hosts" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "host",
    [
        "rack.test",
        "RACK.TEST:8080",
        "rack.test.",
        "localhost:1",
        "127.0.0.1",
        "127.8.8.8:80",
        "[::1]:8080",
        "stage-pi",
        "stage-pi.local",
        "stage-pi.example.org:9",
    ],
)
def test_our_own_names_and_allowed_ones_pass(bench: Any, host: str) -> None:
    assert bench.client.get("/thing", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["", "a b", "rack.test:x", "rack.test/evil", "http://rack.test"])
def test_a_malformed_host_is_refused(bench: Any, host: str) -> None:
    answer = bench.client.get("/thing", headers={"host": host})
    assert answer.status_code == 400
    assert error_of(answer)["where"] == "Host"


async def ask_raw(gate: Gate, scope: dict[str, Any], *incoming: Message) -> list[Message]:
    sent: list[Message] = []
    waiting = list(incoming)

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def send(message: Message) -> None:
        sent.append(dict(message))

    await gate(scope, receive, send)
    return sent


def scope_of(*headers: tuple[bytes, bytes], method: str = "PATCH", **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": "/thing",
        "server": ("192.0.2.7", 80),
        "client": ("192.0.2.9", 5),
        "headers": [(b"content-type", b"application/json"), *headers],
        **more,
    }


@pytest.fixture
def reached() -> list[Any]:
    return []


@pytest.fixture
def gate(reached: list[Any]) -> Gate:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(await receive())

    limit = RateLimit(lambda: 0.0)
    return Gate(app, hosts=Hosts(), limit=limit, body_within_s=0.02)


async def test_two_hosts_are_none(gate: Gate, reached: list[Any]) -> None:
    sent = await ask_raw(gate, scope_of((b"host", b"localhost"), (b"host", b"localhost")))
    assert sent[0]["status"] == 400
    assert await ask_raw(gate, scope_of()) != []
    assert reached == []


async def test_the_address_that_was_reached_is_our_name(gate: Gate, reached: list[Any]) -> None:
    scope = scope_of((b"host", b"192.0.2.7:8080"), method="GET")
    assert await ask_raw(gate, scope, {"type": "http.request"}) == []
    assert len(reached) == 1
    sent = await ask_raw(gate, scope_of((b"host", b"192.0.2.8:8080"), method="GET"))
    assert sent[0]["status"] == 403


async def test_a_body_that_does_not_come_is_not_waited_for(gate: Gate, reached: list[Any]) -> None:
    sent = await ask_raw(
        gate,
        scope_of((b"host", b"localhost"), (b"content-length", b"10")),
        {"type": "http.request", "body": b"{", "more_body": True},
    )
    assert sent[0]["status"] == 408
    assert reached == []


async def test_a_body_that_breaks_off_reaches_nobody(gate: Gate, reached: list[Any]) -> None:
    sent = await ask_raw(
        gate,
        scope_of((b"host", b"localhost")),
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    )
    assert sent[0]["status"] == 400
    assert reached == []


async def test_after_the_body_the_end_of_the_connection_is_still_heard() -> None:
    heard: list[Message] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.extend([await receive(), await receive()])

    gate = Gate(app, hosts=Hosts(), limit=RateLimit(lambda: 0.0))
    await ask_raw(
        gate,
        scope_of((b"host", b"localhost")),
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.request", "body": b"b"},
        {"type": "http.disconnect"},
    )
    assert [message["type"] for message in heard] == ["http.request", "http.disconnect"]
    assert heard[0]["body"] == b"ab"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "http://rack.test:9"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_foreign_page_gets_no_socket(bench: Any, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        bench.client.websocket_connect("ws://rack.test/socket", headers=headers),
    ):
        pass
    assert denied.value.status_code == 403
    assert denied.value.headers["content-security-policy"]
    assert bench.reached == []


@pytest.mark.parametrize("headers", [{}, {"origin": "http://rack.test"}])
def test_a_program_and_our_page_get_a_socket(bench: Any, headers: dict[str, str]) -> None:
    with bench.client.websocket_connect("ws://rack.test/socket", headers=headers):
        pass
    assert bench.reached == ["socket"]


async def test_a_server_that_cannot_answer_a_handshake_closes_it() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await deny(403, [], b"", {"type": "websocket"}, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_the_forms_of_error(make_bench: Callable[..., Any]) -> None:
    client = make_bench().client
    answer = client.get("/fail")
    assert answer.status_code == 422
    assert error_of(answer) == {"code": "invalid", "message": "cannot be", "where": "field"}
    answer = client.get("/fail?bug")
    assert answer.status_code == 500
    assert error_of(answer)["code"] == "internal"
    assert "secret" not in answer.text
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert error_of(answer)["code"] == "unknown"
    answer = client.request("PROPFIND", "/fail", headers=JSON)
    assert answer.status_code == 405
    assert error_of(answer)["code"] == "method_not_allowed"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/thing", "/fail", "/fail?bug", "/nowhere"])
def test_every_answer_carries_the_headers(bench: Any, path: str) -> None:
    headers = bench.client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "unsafe" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("host", "heeded"),
    [("rack.test", False), ("localhost:80", True), ("127.0.0.1:80", True), ("[::1]:80", True)],
)
def test_the_opener_is_cut_off_where_browsers_heed_it(bench: Any, host: str, heeded: bool) -> None:
    headers = bench.client.get("/thing", headers={"host": host}).headers
    assert ("cross-origin-opener-policy" in headers) is heeded


def test_over_https_it_is_always_heeded(bench: Any) -> None:
    headers = bench.client.get("https://rack.test/thing").headers
    assert headers["cross-origin-opener-policy"] == "same-origin"


async def test_a_handler_is_only_for_its_own_kind() -> None:
    request: Any = None
    for handler in (on_refused, on_http):
        with pytest.raises(RuntimeError):
            await handler(request, RuntimeError("not mine"))


async def test_the_start_and_end_of_the_server_pass_through() -> None:
    kinds = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        kinds.append(scope["type"])

    gate = SecurityHeaders(Gate(app, hosts=Hosts(), limit=RateLimit(lambda: 0.0)))
    nothing: Any = None
    await gate({"type": "lifespan"}, nothing, nothing)
    assert kinds == ["lifespan"]
