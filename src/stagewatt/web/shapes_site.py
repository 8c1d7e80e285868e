"""The shapes of the API's answers about nodes, about itself, and of its one form of error."""

from __future__ import annotations

from typing import Any, Literal

from stagewatt.web.shapes_parts import Shape


class Mesh(Shape):
    """This node's part of the mesh; `problems` are sentences for people.

    `port` is the TCP port it is spoken on. `opened` counts sessions, `dropped` messages that were
    left out because a link was too slow for them.
    """

    open: bool
    role: str
    port: int
    opened: int
    dropped: int
    problems: list[str]


class Node(Shape):
    """This node; `racks` are those it reads itself, `addresses` where its screen is found.

    `names` are those by which the network finds it (`.local`), `uptime_s` is since its start.
    `site` is the name under which nodes find each other; `locked`: only with the site's key.
    `mesh` is null where it takes no part in any.
    """

    id: str
    name: str
    version: str
    boot_id: str
    racks: list[str]
    clock: Literal["set", "unset"]
    addresses: list[str]
    names: list[str]
    uptime_s: float
    site: str
    locked: bool
    mesh: Mesh | None


class NodeRow(Shape):
    """A node of the site. `age_s` is since it was heard; not `present`: it left or is silent."""

    id: str
    instance: str
    name: str
    version: str
    addresses: list[str]
    racks: list[str]
    present: bool
    age_s: float
    local: bool
    role: str


class Nodes(Shape):
    """All nodes heard since this one started, this one first."""

    nodes: list[NodeRow]


class Health(Shape):
    """The process answers."""

    status: Literal["up"]


class Models(Shape):
    """The catalogue."""

    models: list[dict[str, Any]]
    connector_types: dict[str, Any]


class Error(Shape):
    """What was wrong: `code` for programs, `message` for people, `where` names the field."""

    code: str
    message: str
    where: str | None


class Failure(Shape):
    """The one form of error."""

    error: Error
