"""What people entered for a rack as plain data, the same in every document that holds it."""

from __future__ import annotations

import msgspec

from stagewatt.domain.settings import RackSettings, WaySettings


class PlainWay(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Name and limits (amps) of one way."""

    name: str | None = None
    min_a: float | None = None
    max_a: float | None = None


class PlainSettings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Everything that people entered for one rack."""

    revision: int
    name: str | None
    ways: dict[str, PlainWay]
    connectors: dict[str, str]
    group: str | None = None


def to_plain(settings: RackSettings) -> PlainSettings:
    """Return settings as plain data."""
    return PlainSettings(
        revision=settings.revision,
        name=settings.name,
        ways={
            way: PlainWay(name=one.name, min_a=one.min_a, max_a=one.max_a)
            for way, one in settings.ways.items()
        },
        connectors=settings.connectors,
        group=settings.group,
    )


def from_plain(plain: PlainSettings) -> RackSettings:
    """Return plain data as settings."""
    return RackSettings(
        revision=plain.revision,
        name=plain.name,
        ways={
            way: WaySettings(name=one.name, min_a=one.min_a, max_a=one.max_a)
            for way, one in plain.ways.items()
        },
        connectors=plain.connectors,
        group=plain.group,
    )
