"""Headers on every answer: what a browser may do with it, and what nobody may do to it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For answers that are no page."""

ALWAYS = (
    (b"content-security-policy", STRICT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), usb=(), serial=()"),
)

OPENER = (b"cross-origin-opener-policy", b"same-origin")
"""Only where a browser heeds it: on plain http under a name it is ignored with a complaint."""

_INLINE = re.compile(
    r"<(script|style)(?P<with>[^>]*)>(?P<text>.*?)</\1>", re.DOTALL | re.IGNORECASE
)


def page_policy(html: str, host: str) -> str:
    """Return the content security policy of a page that was reached as `host`.

    Nothing inline runs but what stands in the page itself, by its hash; nothing leaves the origin.
    The socket's address is spelt out because older Safari does not count it as 'self'.
    """
    scripts = " ".join(["'self'", *inline_hashes(html, "script")])
    styles = " ".join(["'self'", *inline_hashes(html, "style")])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self' data:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def inline_hashes(html: str, tag: str) -> Iterable[str]:
    """Return the policy's hash of each inline script or style in a page."""
    for found in _INLINE.finditer(html):
        if found[1].lower() == tag and " src=" not in found["with"] and found["text"]:
            digest = hashlib.sha256(found["text"].encode()).digest()
            yield f"'sha256-{base64.b64encode(digest).decode()}'"


class SecurityHeaders:
    """Adds the headers that an answer does not have yet."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; complete the head of each answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                wanted = (*ALWAYS, OPENER) if _heeded(scope) else ALWAYS
                headers += [(name, value) for name, value in wanted if name not in there]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, complete)


def _heeded(scope: Scope) -> bool:
    """Return whether browsers take this origin for trustworthy: https, or this very machine."""
    if scope.get("scheme") in {"https", "wss"}:
        return True
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return bool(host.rpartition(b":")[0] in {b"localhost", b"127.0.0.1", b"[::1]"})
