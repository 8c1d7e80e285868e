"""`openapi.json` (OpenAPI 3.1) out of the table of operations and the shapes."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from stagewatt import __version__
from stagewatt.web import shapes_site
from stagewatt.web.operations import OPERATIONS, STREAM, Operation

_SAYS = {
    400: "malformed",
    403: "refused by the gate: Host, Origin",
    404: "no such thing",
    409: "what is to be forgotten answers",
    412: "somebody changed it first",
    413: "too large",
    415: "not JSON",
    422: "a value that cannot be",
    429: "too many changes, see Retry-After",
    503: "the rack's owner cannot be asked (owner_unreachable)",
    507: "not saved, nothing was changed",
}
_PARAMETER = re.compile(r"\{(\w+)\}")
_JSON = "application/json"
_OTHER = {_JSON: {"type": "object"}, "image/svg+xml": {"type": "string"}}
"""What an answer without a shape of its own is, by its media type."""


def document() -> dict[str, Any]:
    """Return the description of this API."""
    kinds = (
        {op.answer for op in OPERATIONS} | {op.body for op in OPERATIONS} | {shapes_site.Failure}
    )
    found = sorted((kind for kind in kinds if kind is not None), key=lambda kind: kind.__name__)
    schemas, components = msgspec.json.schema_components(
        found, ref_template="#/components/schemas/{name}"
    )
    by_kind = dict(zip(found, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(
            operation, by_kind
        )
    paths[STREAM] = {"get": _stream()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "stagewatt",
            "version": __version__,
            "summary": "What a node reads of its power racks. It cannot switch anything.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components},
    }


def _described(operation: Operation, by_kind: dict[Any, Any]) -> dict[str, Any]:
    schema = _OTHER[operation.media] if operation.answer is None else by_kind[operation.answer]
    failure = {_JSON: {"schema": by_kind[shapes_site.Failure]}}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.says,
        "parameters": [*_in_path(operation.path), *_in_query(operation)],
        "responses": {
            "200": {"description": "the answer", "content": {operation.media: {"schema": schema}}},
            **{
                str(status): {"description": _SAYS[status], "content": failure}
                for status in sorted({403, *operation.errors})
            },
        },
    }
    if operation.body is not None:
        if operation.method == "PATCH":
            described["parameters"].append(_if_match())
        described["requestBody"] = {
            "required": operation.body_needed,
            "content": {_JSON: {"schema": by_kind[operation.body]}},
        }
    return described


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(path)
    ]


def _in_query(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "in": "query", "description": one.says, "schema": one.schema}
        for one in operation.query
    ]


def _if_match() -> dict[str, Any]:
    says = "the ETag that the change was made on; 412 when the settings moved on since"
    return {"name": "If-Match", "in": "header", "description": says, "schema": {"type": "string"}}


def _stream() -> dict[str, Any]:
    return {
        "operationId": "stream",
        "summary": "WebSocket: snapshots, changes and events as they happen.",
        "description": "Sub-protocols stagewatt.v1.bin and stagewatt.v1.json; "
        "described in docs/formats/stream.md.",
        "responses": {
            "101": {"description": "the stream begins"},
            "403": {"description": _SAYS[403]},
            "503": {"description": "all places are taken"},
        },
    }
