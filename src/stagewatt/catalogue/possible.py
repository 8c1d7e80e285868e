"""What a rack cannot be, although each of its keys is well formed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stagewatt.catalogue.connectors import ConnectorType
from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.words import choose
from stagewatt.catalogue.outputs import names
from stagewatt.catalogue.possible_figures import impossible_figures
from stagewatt.catalogue.schema import AuxiliaryTable, RackDocument

DIALS = ("ir", "isd", "ii", "in", "tr", "tsd", "tn")
"""The settings a main breaker may have: four levels (multiples of In) and three times."""

_THREE_PHASE_POLES = 3

Types = Mapping[str, ConnectorType]


def impossible(rack: RackDocument, types: Types) -> Iterator[Wrong]:
    """Yield everything about a well-formed rack that cannot be."""
    yield from _outputs(rack, types)
    for position, table in enumerate(rack.auxiliary):
        yield from _auxiliary(rack, table, types, ("auxiliary", position))
    yield from _ways(rack)
    yield from _doubled(rack, types)
    yield from _phases(rack)
    yield from _main(rack)
    yield from _limits(rack)
    yield from _repeated([fuse.id for fuse in rack.fuses], ("fuses",), "fuse")
    yield from impossible_figures(rack)


def supervised_ways(rack: RackDocument) -> tuple[str, ...]:
    """Return the names of the ways with current sensors, in the order of the channels."""
    out = rack.outputs
    named = names(out.groups, out.ways_per_group, by_group=out.numbering == "by_group")
    return tuple(way for ways in named.values() for way in ways)


def _outputs(rack: RackDocument, types: Types) -> Iterator[Wrong]:
    out = rack.outputs
    yield from _groups(rack)
    yield from _known(out.protection, rack.protection, ("outputs", "protection"), "protection")
    if out.protection in rack.protection:
        yield from _poles(rack, out.protection, 1, ("outputs", "protection"))
    if out.module not in out.modules:
        problem = f"{out.module} is not among the modules that fit"
        yield Wrong(("outputs", "module"), problem, "add it to modules or choose one of them")
    for position, module in enumerate(out.modules):
        path = ("outputs", "modules", position)
        yield from _known(module, types, path, "connector type")
        if module in types:
            yield from _module(types[module], out.ways_per_group, path)


def _groups(rack: RackDocument) -> Iterator[Wrong]:
    """Yield groups that are not called like the ways in them."""
    out, path = rack.outputs, ("outputs", "groups")
    yield from _repeated(out.groups, path, "group")
    for position, group in enumerate(out.groups):
        last = (position + 1) * out.ways_per_group
        through = f"{last - out.ways_per_group + 1}-{last}"
        if out.numbering == "by_group" and not group.isalpha():
            problem = f"ways numbered by group cannot begin with {group}"
            yield Wrong((*path, position), problem, 'write a letter, or numbering = "through"')
        if out.numbering == "through" and group != through:
            yield Wrong((*path, position), f"holds the ways {through}", f"call it {through}")


def _module(kind: ConnectorType, ways: int, path: Path) -> Iterator[Wrong]:
    if kind.phases != 1:
        yield Wrong(path, f"{kind.id} carries three phases", "choose a single-phase connector")
    if ways % kind.ways:
        problem = f"a group of {ways} ways does not fill connectors of {kind.ways}"
        yield Wrong(path, problem, "choose another type or another number of ways")


def _auxiliary(
    rack: RackDocument, table: AuxiliaryTable, types: Types, path: Path
) -> Iterator[Wrong]:
    phases = 3 if table.phases == "all" else 1
    yield from _single(table.connector, types, phases, (*path, "connector"))
    for position, name in enumerate(table.fits):
        yield from _single(name, types, phases, (*path, "fits", position))
    if table.fits and table.connector not in table.fits:
        problem = f"{table.connector} is not among the types that fit"
        yield Wrong((*path, "connector"), problem, "add it to fits or choose one of them")
    yield from _known(table.protection, rack.protection, (*path, "protection"), "protection")
    if table.protection in rack.protection:
        yield from _poles(rack, table.protection, phases, (*path, "protection"))


def _single(name: str, types: Types, phases: int, path: Path) -> Iterator[Wrong]:
    """Yield what keeps a type from being the connector of one auxiliary way."""
    yield from _known(name, types, path, "connector type")
    kind = types.get(name)
    if kind is not None and kind.phases != phases:
        problem = f"{kind.id} carries {kind.phases} phase(s), the way {phases}"
        yield Wrong(path, problem, "make connector and phases agree")
    if kind is not None and kind.ways != 1:
        yield Wrong(path, f"{kind.id} carries {kind.ways} ways", "choose a connector of one way")


def _poles(rack: RackDocument, name: str, phases: int, path: Path) -> Iterator[Wrong]:
    protection = rack.protection[name]
    if phases == 1 and protection.poles >= _THREE_PHASE_POLES:
        yield Wrong(path, f"{protection.poles} poles on one phase", "choose a 1- or 2-pole one")
    if phases > protection.poles:
        yield Wrong(path, f"{protection.poles} poles for three phases", "choose a 3- or 4-pole one")
    if protection.rated_a > rack.main.rated_a:
        problem = f"{protection.rated_a:g} A behind a main device of {rack.main.rated_a:g} A"
        yield Wrong(path, problem, "correct one of the ratings")


def _ways(rack: RackDocument) -> Iterator[Wrong]:
    seen = set(supervised_ways(rack))
    for index, table in enumerate(rack.auxiliary):
        for position, way in enumerate(table.ways):
            if way in seen:
                path = ("auxiliary", index, "ways", position)
                yield Wrong(path, f"there is a way {way} already", "give it another name")
            seen.add(way)


def _doubled(rack: RackDocument, types: Types) -> Iterator[Wrong]:
    known = _all_ways(rack)
    for index, table in enumerate(rack.doubled):
        path = ("doubled", index)
        yield from _known(table.socket, types, (*path, "socket"), "connector type")
        for position, way in enumerate(table.ways):
            yield from _known(way, known, (*path, "ways", position), "way")


def _phases(rack: RackDocument) -> Iterator[Wrong]:
    three = {way for table in rack.auxiliary if table.phases == "all" for way in table.ways}
    known = _all_ways(rack)
    for way in rack.phases:
        yield from _known(way, known, ("phases", way), "way")
        if way in three:
            yield Wrong(("phases", way), f"{way} carries all three phases", "remove this line")


def _main(rack: RackDocument) -> Iterator[Wrong]:
    path = ("main", "dials")
    if rack.main.dials and rack.main.kind != "mccb":
        problem = "a switch-disconnector has no overcurrent settings"
        yield Wrong(path, problem, "remove the dials or make it an mccb")
    for name, dial in rack.main.dials.items():
        yield from _known(name, DIALS, (*path, name), "dial")
        numbers = [step for step in dial.steps if step != "off"]
        if dial.factory not in dial.steps:
            problem = f"{dial.factory} is not one of the steps"
            yield Wrong((*path, name, "factory"), problem, "choose one of the steps")
        if numbers != sorted(set(numbers)) or len(dial.steps) > len(numbers) + 1:
            problem = "the steps do not rise"
            yield Wrong((*path, name, "steps"), problem, 'sort them, "off" once')


def _limits(rack: RackDocument) -> Iterator[Wrong]:
    lamp = rack.indicator
    if not lamp.floor_a < lamp.slight_a <= lamp.serious_a:
        problem = "floor_a, slight_a and serious_a do not rise"
        yield Wrong(("indicator",), problem, "make floor_a < slight_a <= serious_a")
    if rack.ambient is not None and rack.ambient.min_c >= rack.ambient.max_c:
        yield Wrong(("ambient",), "min_c is not below max_c", "exchange the two")


def _all_ways(rack: RackDocument) -> tuple[str, ...]:
    return (*supervised_ways(rack), *(way for table in rack.auxiliary for way in table.ways))


def _known(
    word: str, known: Iterator[str] | Sequence[str] | Mapping[str, object], path: Path, what: str
) -> Iterator[Wrong]:
    if word not in known:
        yield Wrong(path, f"there is no {what} {word}", choose(word, known))


def _repeated(words: Sequence[str], path: Path, what: str) -> Iterator[Wrong]:
    for position, word in enumerate(words):
        if word in words[:position]:
            yield Wrong((*path, position), f"there is a {what} {word} already", "give each its own")
