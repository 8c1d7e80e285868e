"""The one table of what the API offers; routes and `openapi.json` are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from stagewatt.web import shapes, shapes_alarms, shapes_parts, shapes_site
from stagewatt.web.patches import Acknowledge, ConnectorPatch, Nothing, RackPatch, WayPatch

BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Query:
    """One parameter in the address, with its JSON schema."""

    name: str
    schema: dict[str, Any]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path; `name` is the handler in `api.Api` or `changes.Changes`.

    `body_needed`: whether a request without any body is refused. `media` is what the answer is.
    """

    method: str
    path: str
    name: str
    says: str
    answer: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None = None
    query: tuple[Query, ...] = ()
    errors: tuple[int, ...] = ()
    body_needed: bool = True
    media: str = "application/json"


EVENTS_MOST = 1000
EVENTS_USUAL = 100

_EVENTS = (
    Query("since", {"type": "string"}, "an event's id, or `next` of the page before"),
    Query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": EVENTS_MOST, "default": EVENTS_USUAL},
        "how many at most",
    ),
)
_QR = (
    Query("path", {"type": "string", "default": "/"}, "`/` or `#/...`: a page of the screen"),
    Query("address", {"type": "string"}, "one of the node's `addresses`; without it the first"),
)
_CHANGE = (400, 404, 412, 413, 415, 422, 429, 503, 507)

OPERATIONS = (
    Operation(
        method="GET",
        path=f"{BASE}/node",
        name="node",
        says="This node and the racks it reads.",
        answer=shapes_site.Node,
    ),
    Operation(
        method="GET",
        path=f"{BASE}/node/qr.svg",
        name="node_qr",
        says="A QR code that opens this node's screen.",
        answer=None,
        query=_QR,
        errors=(400, 404),
        media="image/svg+xml",
    ),
    Operation(
        method="GET",
        path=f"{BASE}/nodes",
        name="nodes",
        says="All nodes of the site that were heard since this one started, this one first.",
        answer=shapes_site.Nodes,
    ),
    Operation(
        method="GET",
        path=f"{BASE}/racks",
        name="racks",
        says="All racks this node knows.",
        answer=shapes.Racks,
    ),
    Operation(
        method="GET",
        path=f"{BASE}/racks/{{rack}}",
        name="rack",
        says="Everything about one rack; `ETag` is the revision of its settings.",
        answer=shapes.Rack,
        errors=(404,),
    ),
    Operation(
        method="PATCH",
        path=f"{BASE}/racks/{{rack}}",
        name="patch_rack",
        says="Rename a rack, put it into a group.",
        answer=shapes.Rack,
        body=RackPatch,
        errors=_CHANGE,
    ),
    Operation(
        method="DELETE",
        path=f"{BASE}/racks/{{rack}}",
        name="forget",
        says="Forget a rack that is gone, here and on all nodes that answer.",
        answer=shapes.Forgotten,
        body=Nothing,
        body_needed=False,
        errors=(400, 404, 409, 413, 415, 429, 507),
    ),
    Operation(
        method="POST",
        path=f"{BASE}/racks/{{rack}}/adopt",
        name="adopt",
        says="Take the names, limits and colours that another node offers for a rack.",
        answer=shapes.Rack,
        body=Nothing,
        body_needed=False,
        errors=(400, 404, 413, 415, 429, 503, 507),
    ),
    Operation(
        method="PATCH",
        path=f"{BASE}/racks/{{rack}}/ways/{{way}}",
        name="patch_way",
        says="Rename a way, set its supervision limits.",
        answer=shapes_parts.Way,
        body=WayPatch,
        errors=_CHANGE,
    ),
    Operation(
        method="PATCH",
        path=f"{BASE}/racks/{{rack}}/connectors/{{connector}}",
        name="patch_connector",
        says="Set a connector's tape colour.",
        answer=shapes_parts.Connector,
        body=ConnectorPatch,
        errors=_CHANGE,
    ),
    Operation(
        method="GET",
        path=f"{BASE}/alarms",
        name="alarms",
        says="All raised alarms, the loudest first.",
        answer=shapes_alarms.Alarms,
    ),
    Operation(
        method="POST",
        path=f"{BASE}/alarms/{{alarm}}/ack",
        name="acknowledge",
        says="Say that somebody knows of an alarm; it stays raised, the first to say so is kept.",
        answer=shapes_alarms.Acknowledged,
        body=Acknowledge,
        errors=(400, 404, 413, 415, 422, 429, 503, 507),
    ),
    Operation(
        method="GET",
        path=f"{BASE}/events",
        name="events",
        says="Events after a place, oldest first; without `since` the newest.",
        answer=shapes_alarms.Events,
        query=_EVENTS,
        errors=(400,),
    ),
    Operation(
        method="GET",
        path=f"{BASE}/models",
        name="models",
        says="The catalogue of rack models.",
        answer=shapes_site.Models,
    ),
    Operation(
        method="GET",
        path=f"{BASE}/models/{{model}}",
        name="model",
        says="One rack model, by id or alias.",
        answer=None,
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=f"{BASE}/openapi.json",
        name="openapi",
        says="This description.",
        answer=None,
    ),
    Operation(
        method="GET",
        path="/healthz",
        name="healthz",
        says="Whether the process answers; says nothing about any rack.",
        answer=shapes_site.Health,
    ),
)

STREAM = f"{BASE}/stream"
