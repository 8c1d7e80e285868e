"""Three-way merge of a rack's settings: nothing is merged by clock, nothing is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from stagewatt.domain.settings import (
    Change,
    ColorConnector,
    EditWay,
    GroupRack,
    RackSettings,
    RenameRack,
    WaySettings,
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides changed differently: `kept` is the owner's, `other` theirs."""

    place: str
    """`rack`, `group`, a way or a connector."""
    what: str
    kept: str | None
    other: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What the owner keeps from now on, and what it could not take in."""

    settings: RackSettings
    clashes: tuple[Clash, ...]


def merge(base: RackSettings, mine: RackSettings, theirs: RackSettings) -> Merged:
    """Return the owner's settings with what was changed elsewhere since `base`.

    A field changed on one side only wins; changed on both, the owner's stays and the clash is
    told. A way's two limits are one field: a minimum of one side is never paired with a maximum
    of the other. The revision is the owner's own.
    """
    clashes: list[Clash] = []
    ways = {
        way: _way(way, (base.way(way), mine.way(way), theirs.way(way)), clashes)
        for way in sorted({*base.ways, *mine.ways, *theirs.ways})
    }
    colors = {
        connector: _field(
            (connector, "colour"),
            (
                base.connectors.get(connector),
                mine.connectors.get(connector),
                theirs.connectors.get(connector),
            ),
            clashes,
        )
        for connector in sorted({*base.connectors, *mine.connectors, *theirs.connectors})
    }
    settings = replace(
        mine,
        name=_field(("rack", "name"), (base.name, mine.name, theirs.name), clashes),
        group=_field(("rack", "group"), (base.group, mine.group, theirs.group), clashes),
        ways={way: one for way, one in ways.items() if one != WaySettings()},
        connectors={place: color for place, color in colors.items() if color is not None},
    )
    return Merged(settings, tuple(clashes))


def _way(
    way: str, sides: tuple[WaySettings, WaySettings, WaySettings], clashes: list[Clash]
) -> WaySettings:
    base, mine, theirs = sides
    name = _field((way, "name"), (base.name, mine.name, theirs.name), clashes)
    limits = _limits(base), _limits(mine), _limits(theirs)
    kept = _chosen(limits)
    if kept is None:
        kept = limits[1]
        clashes.append(Clash(way, "limits", _band(limits[1]), _band(limits[2])))
    return WaySettings(name=name, min_a=kept[0], max_a=kept[1])


def _limits(way: WaySettings) -> tuple[float | None, float | None]:
    return way.min_a, way.max_a


def _band(limits: tuple[float | None, float | None]) -> str | None:
    """Return two limits in words."""
    if limits == (None, None):
        return None
    low, high = ("none" if limit is None else f"{limit:g} A" for limit in limits)
    return f"min {low}, max {high}"


def _chosen(
    sides: tuple[tuple[float | None, float | None], ...],
) -> tuple[float | None, float | None] | None:
    base, mine, theirs = sides
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


def _field(
    where: tuple[str, str], sides: tuple[str | None, str | None, str | None], clashes: list[Clash]
) -> str | None:
    base, mine, theirs = sides
    if mine in (base, theirs):
        return theirs
    if theirs != base:
        clashes.append(Clash(*where, mine, theirs))
    return mine


def difference(before: RackSettings, after: RackSettings) -> tuple[Change, ...]:
    """Return the changes that lead from one settings to others, whatever their revisions."""
    changes: list[Change] = []
    if before.name != after.name:
        changes.append(RenameRack(name=after.name))
    if before.group != after.group:
        changes.append(GroupRack(group=after.group))
    changes += _differing({*before.ways, *after.ways}, before.way, after.way, _edit)
    changes += _differing(
        {*before.connectors, *after.connectors},
        before.connectors.get,
        after.connectors.get,
        lambda connector, color: ColorConnector(connector=connector, color=color),
    )
    return tuple(changes)


def _edit(way: str, wanted: WaySettings) -> Change:
    return EditWay(way=way, name=wanted.name, min_a=wanted.min_a, max_a=wanted.max_a)


def _differing(
    places: set[str],
    before: Callable[[str], object],
    after: Callable[[str], object],
    change: Callable[..., Change],
) -> list[Change]:
    return [
        change(place, after(place)) for place in sorted(places) if before(place) != after(place)
    ]
