"""A rack model as one particular rack was built: other modules, sockets, phases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from stagewatt.catalogue.cautions import cautions
from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import shown
from stagewatt.catalogue.document.words import choose
from stagewatt.catalogue.outputs import CONVENTIONS, connectors, phases_at, socket
from stagewatt.domain.errors import BadDocument, Finding
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.rack import Connector, Group, RackModel


def with_modules(model: RackModel, modules: Mapping[str, str]) -> RackModel:
    """Return the model with other rear modules, by group. Raises BadDocument with all findings."""
    _refuse(model, module_wrongs(model, modules))
    groups = tuple(
        replace(group, module=modules.get(group.id, group.module)) for group in model.groups
    )
    rear = tuple(each for group in groups for each in _rear(model, group))
    carried = {way: connector.id for connector in rear for way in connector.ways}
    ways = tuple(replace(way, connector=carried.get(way.id, way.connector)) for way in model.ways)
    grouped = {way for group in groups for way in group.ways}
    auxiliary = tuple(each for each in model.connectors if each.ways[0] not in grouped)
    return _warned(model, replace(model, groups=groups, ways=ways, connectors=rear + auxiliary))


def with_sockets(model: RackModel, sockets: Mapping[str, str]) -> RackModel:
    """Return the model with other sockets on auxiliary ways; doubled ones of the old type follow.

    Raises BadDocument with all findings.
    """
    _refuse(model, socket_wrongs(model, sockets))
    changed = tuple(
        _exchanged(each, sockets[each.id]) if each.id in sockets else each
        for each in model.connectors
    )
    return _warned(model, replace(model, connectors=changed))


def with_phases(model: RackModel, phases: Mapping[str, str]) -> RackModel:
    """Return the model with other phases, by way. Raises BadDocument with all findings."""
    _refuse(model, phase_wrongs(model, phases))
    ways = tuple(
        replace(way, phases=(Phase(phases[way.id]),)) if way.id in phases else way
        for way in model.ways
    )
    return replace(model, ways=ways)


def with_convention(model: RackModel, convention: str) -> RackModel:
    """Return the model with the supervised ways' phases by a convention of the field.

    `cyclic` is L1 L2 L3 from way to way, `pairs` two ways on each. Raises BadDocument.
    """
    if convention not in CONVENTIONS:
        cure = choose(convention, CONVENTIONS)
        _refuse(model, (Wrong(("phases",), f"there is no convention {convention}", cure),))
    ways = tuple(
        replace(way, phases=phases_at(way.number - 1, convention)) if way.supervised else way
        for way in model.ways
    )
    return replace(model, ways=ways)


def module_wrongs(model: RackModel, modules: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield the modules that this model's groups cannot carry; paths begin at `modules`."""
    groups = {group.id: group for group in model.groups}
    for group, module in modules.items():
        path = ("modules", group)
        if group not in groups:
            yield Wrong(path, f"{model.id} has no group {group}", choose(group, groups))
        elif module not in groups[group].modules:
            fitting = groups[group].modules
            problem = f"{module} does not fit group {group} of {model.id}"
            yield Wrong(path, problem, f"choose {' or '.join(fitting)}")


def phase_wrongs(model: RackModel, phases: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield the phases that this model's ways cannot have; paths begin at `phases`."""
    ways = {way.id: way for way in model.ways}
    for way, phase in phases.items():
        path = ("phases", way)
        if way not in ways:
            yield Wrong(path, f"{model.id} has no way {way}", choose(way, ways))
        elif len(ways[way].phases) > 1:
            yield Wrong(path, f"{way} carries all three phases", "remove this line")
        if phase not in PHASES:
            yield Wrong(path, f"{phase} is not a phase", "write L1, L2 or L3")


def socket_wrongs(model: RackModel, sockets: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield the sockets that this model's auxiliary ways cannot have; paths begin at `sockets`."""
    known = {each.id: each.fits for each in model.connectors if each.fits}
    for way, wanted in sockets.items():
        path = ("sockets", way)
        if way not in known:
            problem = f"{model.id} has no way {way} with exchangeable sockets"
            yield Wrong(path, problem, choose(way, known))
        elif wanted not in known[way]:
            problem = f"{wanted} does not fit {way} of {model.id}"
            yield Wrong(path, problem, f"choose {' or '.join(known[way])}")


def _rear(model: RackModel, group: Group) -> tuple[Connector, ...]:
    """Return the connectors of a group's module, with the doubled sockets the ways already have."""
    doubled = [each for connector in model.connectors for each in connector.sockets]
    by_way = {way: tuple(each for each in doubled if each.way == way) for way in group.ways}
    return connectors(group.ways, connector_types()[group.module], by_way)


def _exchanged(connector: Connector, to: str) -> Connector:
    kind = connector_types()[to]
    doubled = tuple(
        socket(each.way, kind, each.place) if each.type == connector.type else each
        for each in connector.sockets
    )
    by_way = {connector.id: doubled}
    (made,) = connectors(connector.ways, kind, by_way, place=connector.place, fits=connector.fits)
    return made


def _warned(before: RackModel, after: RackModel) -> RackModel:
    """Return the changed model with the cautions that follow from it, and its own words."""
    derived = [cautions(m.main, m.ways, m.connectors, connector_types()) for m in (before, after)]
    own = tuple(words for words in before.cautions if words not in derived[0])
    return replace(after, cautions=own + derived[1])


def _refuse(model: RackModel, wrongs: Iterable[Wrong]) -> None:
    found = tuple(Finding(shown(wrong.path), wrong.problem, wrong.cure) for wrong in wrongs)
    if found:
        raise BadDocument(model.id, found)
