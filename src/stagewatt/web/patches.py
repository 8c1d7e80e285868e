"""The bodies of changes: strictly read, an absent field left alone, null clears."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from msgspec import UNSET as ABSENT
from msgspec import UnsetType

from stagewatt.domain.errors import Conflict
from stagewatt.domain.settings import (
    UNSET,
    Change,
    ColorConnector,
    EditWay,
    GroupRack,
    RenameRack,
    Unset,
)
from stagewatt.http.answers import BadRequest

T = TypeVar("T")

_PLACE = re.compile(r"at `\$\.?(?P<place>[^`]*)`")
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]*)`")
_TAG = re.compile(r'"(?P<revision>\d{1,18})"')


class RackPatch(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Rename a rack, put it into a group; null clears."""

    name: str | UnsetType | None = ABSENT
    group: str | UnsetType | None = ABSENT


class WayPatch(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Rename a way, set its supervision limits in amps; null clears."""

    name: str | UnsetType | None = ABSENT
    min_a: float | UnsetType | None = ABSENT
    max_a: float | UnsetType | None = ABSENT


class ConnectorPatch(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Set a connector's tape colour by its IEC 60757 letters; null clears."""

    color: str | UnsetType | None = ABSENT


class Acknowledge(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who knows of an alarm (1 to 64 characters), and what they say (up to 200)."""

    by: str
    comment: str = ""


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A request that says everything by its address: `{}`, or no body at all."""


def read(body: bytes, kind: type[T]) -> T:
    """Return a body as the kind it must be. Raises BadRequest with the place."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        message = str(error)
        unknown, place = _UNKNOWN.search(message), _PLACE.search(message)
        where = (unknown and unknown["field"]) or (place and place["place"]) or None
        raise BadRequest(message, where=where) from error
    except UnicodeDecodeError as error:
        raise BadRequest("a body is UTF-8") from error


def rack_changes(body: bytes) -> tuple[Change, ...]:
    """Return what a rack's patch asks for."""
    patch = read(body, RackPatch)
    changes: list[Change] = []
    if not isinstance(patch.name, UnsetType):
        changes.append(RenameRack(name=patch.name))
    if not isinstance(patch.group, UnsetType):
        changes.append(GroupRack(group=patch.group))
    return tuple(changes)


def way_changes(body: bytes, way: str) -> tuple[Change, ...]:
    """Return what a way's patch asks for."""
    patch = read(body, WayPatch)
    edit = EditWay(
        way=way,
        name=_given(patch.name),
        min_a=_given(patch.min_a),
        max_a=_given(patch.max_a),
    )
    return (edit,)


def connector_changes(body: bytes, connector: str) -> tuple[Change, ...]:
    """Return what a connector's patch asks for."""
    patch = read(body, ConnectorPatch)
    if isinstance(patch.color, UnsetType):
        return ()
    return (ColorConnector(connector=connector, color=patch.color),)


def nothing(body: bytes) -> None:
    """Accept no body, or an empty object. Raises BadRequest for anything else."""
    if body.strip():
        read(body, Nothing)


def _given(value: T | UnsetType) -> T | Unset:
    return UNSET if isinstance(value, UnsetType) else value


def expected_revision(if_match: str | None, current: int) -> int | None:
    """Return the settings' revision that a change was made on, None where any will do.

    Raises Conflict for a tag that was never ours: nothing can match it.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    tags = [_TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    revisions = [int(tag["revision"]) for tag in tags if tag is not None]
    if not revisions:
        raise Conflict(f"no revision of these settings: {if_match[:80]}", where="If-Match")
    return current if current in revisions else revisions[0]
