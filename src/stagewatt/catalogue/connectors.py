"""Outlet connector types and their contacts, read from `modules.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.source import Source, converted, decode, differences
from stagewatt.catalogue.schema import Words
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.pieces import Pins

_FILE = "modules.toml"

_Contact = Annotated[int, Meta(ge=1, le=200, description="a contact's number")]


class _PinsTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    live: tuple[_Contact, ...]
    neutral: tuple[_Contact, ...]
    earth: tuple[_Contact, ...]
    spare: tuple[_Contact, ...] = ()
    assumed: bool = False


class _TypeTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: Words
    ways: Annotated[int, Meta(ge=1, le=12, description="1 to 12 ways")] = 1
    phases: Literal[1, 3] = 1
    rated_a: Annotated[float, Meta(gt=0, le=800, description="amps above 0")] | None = None
    pins: dict[str, _PinsTable] = field(default_factory=dict)


class _TypesDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schema: Literal["connector-types/1"]
    types: dict[str, _TypeTable]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorType:
    """A kind of outlet: `ways` it carries, `phases` of each way, contacts by wiring scheme.

    `rated_a` is what one contact carries, amps; None where variants differ.
    """

    id: str
    title: str
    ways: int
    phases: int
    pins: Mapping[str, Pins]
    rated_a: float | None = None


@cache
def connector_types() -> Mapping[str, ConnectorType]:
    """Return all connector types by id."""
    text = resources.files("stagewatt.catalogue").joinpath(_FILE).read_text("utf-8")
    return load_types(text, _FILE)


def load_types(text: str, place: str) -> Mapping[str, ConnectorType]:
    """Return the types of a text. Raises BadDocument with everything that is wrong in it."""
    source = decode(text, place)
    _refuse(source, differences(source.data, _TypesDocument))
    document = converted(source.data, _TypesDocument)
    _refuse(source, tuple(_impossible(document)))
    return {name: _type(name, table) for name, table in document.types.items()}


def _refuse(source: Source, wrongs: tuple[Wrong, ...]) -> None:
    if wrongs:
        raise BadDocument(source.name, source.findings(wrongs))


def _type(name: str, table: _TypeTable) -> ConnectorType:
    pins = {
        scheme: Pins(
            live=each.live,
            neutral=each.neutral,
            earth=each.earth,
            spare=each.spare,
            assumed=each.assumed,
        )
        for scheme, each in table.pins.items()
    }
    return ConnectorType(
        id=name,
        title=table.title,
        ways=table.ways,
        phases=table.phases,
        pins=pins,
        rated_a=table.rated_a,
    )


def _impossible(document: _TypesDocument) -> Iterator[Wrong]:
    """Yield contact tables that no connector can have."""
    for name, table in document.types.items():
        for scheme, pins in table.pins.items():
            path = ("types", name, "pins", scheme)
            for part, contacts in (("live", pins.live), ("neutral", pins.neutral)):
                if len(contacts) != table.ways:
                    problem = f"{len(contacts)} contacts for {table.ways} ways"
                    yield Wrong((*path, part), problem, "name one contact per way")
            used = (*pins.live, *pins.neutral, *pins.earth, *pins.spare)
            for contact in sorted({each for each in used if used.count(each) > 1}):
                yield Wrong(path, f"contact {contact} is used twice", "give each contact one use")
