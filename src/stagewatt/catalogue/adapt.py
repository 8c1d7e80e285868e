"""A rack model as one particular rack was built: other output modules, other phases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import shown
from stagewatt.catalogue.document.words import choose
from stagewatt.catalogue.outputs import connectors
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
    return replace(model, groups=groups, ways=ways, connectors=rear + auxiliary)


def with_phases(model: RackModel, phases: Mapping[str, str]) -> RackModel:
    """Return the model with other phases, by way. Raises BadDocument with all findings."""
    _refuse(model, phase_wrongs(model, phases))
    ways = tuple(
        replace(way, phases=(Phase(phases[way.id]),)) if way.id in phases else way
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


def _rear(model: RackModel, group: Group) -> tuple[Connector, ...]:
    """Return the connectors of a group's module, with the doubled sockets the ways already have."""
    words = [each for connector in model.connectors for each in connector.also]
    also = {way: tuple(each for each in words if each.split()[0] == way) for way in group.ways}
    return connectors(group.ways, connector_types()[group.module], also)


def _refuse(model: RackModel, wrongs: Iterable[Wrong]) -> None:
    found = tuple(Finding(shown(wrong.path), wrong.problem, wrong.cure) for wrong in wrongs)
    if found:
        raise BadDocument(model.id, found)
