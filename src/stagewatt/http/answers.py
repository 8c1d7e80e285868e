"""JSON answers and the one form of error: `{"error": {"code", "message", "where"}}`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from stagewatt.domain.errors import Conflict, Invalid, NotSaved, Refused, Unknown, Unreachable
from stagewatt.http.headers import ALWAYS


class BadRequest(Refused):
    """The request itself is malformed."""

    code = "bad_request"


class NotAllowed(Refused):
    """The gate lets nobody in who asks like this."""

    code = "forbidden"


class UnsupportedType(Refused):
    """A change that is not JSON."""

    code = "json_only"


class TooLarge(Refused):
    """More bytes than any change needs."""

    code = "too_large"


class TooSlow(Refused):
    """A body that did not come."""

    code = "too_slow"


class TooMany(Refused):
    """More changes than a person makes; `retry_after_s` says when to come back."""

    code = "too_many"

    def __init__(self, message: str, retry_after_s: int) -> None:
        """Keep the message and the seconds."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class StillThere(Refused):
    """What is to be forgotten answers, and would be back at once."""

    code = "still_there"


class Busy(Refused):
    """All places are taken."""

    code = "busy"


_STATUS: dict[type[Refused], int] = {
    BadRequest: 400,
    NotAllowed: 403,
    Unknown: 404,
    TooSlow: 408,
    StillThere: 409,
    Conflict: 412,
    TooLarge: 413,
    UnsupportedType: 415,
    Invalid: 422,
    TooMany: 429,
    Busy: 503,
    Unreachable: 503,
    NotSaved: 507,
}

_CODES = {404: "unknown", 405: "method_not_allowed", 400: "bad_request"}


class Json(Response):
    """Anything msgspec can encode; never kept by a cache."""

    media_type = "application/json"

    def __init__(
        self, content: object, status_code: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Encode the content at once."""
        super().__init__(
            msgspec.json.encode(content),
            status_code,
            {"cache-control": "no-store"} | dict(headers or {}),
        )


def status_of(refused: Refused) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, status in _STATUS.items() if isinstance(refused, kind)), 400)


def error(
    status: int,
    code: str,
    message: str,
    *,
    where: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Json:
    """Return an error in the one form."""
    content = {"error": {"code": code, "message": message, "where": where}}
    return Json(content, status, headers)


def refusal(refused: Refused) -> Json:
    """Return a refusal in the one form, with Retry-After where there is one."""
    retry = {"retry-after": str(refused.retry_after_s)} if isinstance(refused, TooMany) else None
    return error(
        status_of(refused), refused.code, refused.message, where=refused.where, headers=retry
    )


async def on_refused(_request: Request, refused: Exception) -> Response:
    """Exception handler for `Refused`."""
    if not isinstance(refused, Refused):
        raise refused
    return refusal(refused)


async def on_http(_request: Request, problem: Exception) -> Response:
    """Exception handler for what the router refuses: no such path, no such method."""
    if not isinstance(problem, HTTPException):
        raise problem
    status = problem.status_code
    code = _CODES.get(status, "refused")
    phrase = HTTPStatus(status).phrase.lower()
    return error(status, code, phrase, headers=problem.headers)


async def on_bug(_request: Request, _problem: Exception) -> Response:
    """Exception handler for everything else: says nothing of the inside; the log has it all."""
    answer = error(500, "internal", "this request met a fault in the node; its log says which")
    # The router answers these in front of all middleware.
    answer.raw_headers.extend(ALWAYS)
    return answer
