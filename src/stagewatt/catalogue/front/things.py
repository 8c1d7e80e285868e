"""What a template's `each` stands for in one model: ways, outlets, fuses, dials, conductors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.front.template import ItemTable, ZoneTable
from stagewatt.catalogue.outputs import connectors
from stagewatt.domain.rack import Connector, Group, MainKind, ProtectionKind, RackModel, Way

Thing = dict[str, Any]
"""What is told of an item besides its place; `id` is its own among those of its kind."""

DOZEN = 12
CONDUCTORS = ("pe", "n", "l1", "l2", "l3")


@dataclass(frozen=True, slots=True)
class Subject:
    """What one repetition of a zone is about: some ways, their group where it is one."""

    title: str
    key: str
    ways: tuple[Way, ...]
    group: Group | None = None


def subjects(zone: ZoneTable, model: RackModel) -> tuple[Subject, ...]:
    """Return what a zone is repeated for; one that is not repeated is about all ways."""
    ways = {way.id: way for way in model.ways}
    if zone.each == "group":
        return tuple(
            Subject(group.id, group.id, tuple(ways[way] for way in group.ways), group)
            for group in model.groups
        )
    if zone.each == "dozen":
        rows = [model.supervised[at : at + DOZEN] for at in range(0, len(model.supervised), DOZEN)]
        return tuple(Subject(f"{row[0].id}-{row[-1].id}", row[0].id, row) for row in rows)
    return (Subject("", "", model.ways),)


def has(model: RackModel, part: str) -> bool:
    """Return whether a model has a part; a template that needs nothing gets a true."""
    return part == "" or _PARTS[part](model)


_PARTS: dict[str, Callable[[RackModel], bool]] = {
    "network": lambda model: model.network,
    "source": lambda model: model.source is not None,
    "dials": lambda model: bool(model.main.dials),
    "monitor_buttons": lambda model: model.monitor_buttons,
    "vent": lambda model: model.cooling == "forced",
    "backlight": lambda model: "backlight" in model.knobs,
    "work_light": lambda model: "work_light" in model.knobs,
    "relay": lambda model: any(way.protection.relay is not None for way in model.ways),
    "key_switch": lambda model: any(
        way.protection.relay is not None and way.protection.relay.key_switch for way in model.ways
    ),
    "mccb": lambda model: model.main.kind is MainKind.MCCB,
    "three_phase": lambda model: any(is_three(way) for way in model.auxiliary),
    "convenience": lambda model: any(is_convenience(way) for way in model.auxiliary),
    "single": lambda model: any(is_single(way) for way in model.auxiliary),
    "sockets": lambda model: any(
        connector.sockets and connector.ways[0] in _supervised(model)
        for connector in model.connectors
    ),
}


def _supervised(model: RackModel) -> set[str]:
    return {way.id for way in model.supervised}


def is_three(way: Way) -> bool:
    """Return whether a way carries all three phases."""
    return len(way.phases) > 1


def is_convenience(way: Way) -> bool:
    """Return whether a way has a breaker without residual current protection."""
    return not is_three(way) and way.protection.kind is ProtectionKind.BREAKER


def is_single(way: Way) -> bool:
    """Return whether a way is a single-phase one with residual current protection."""
    return not is_three(way) and not is_convenience(way)


def expanded(item: ItemTable, subject: Subject) -> tuple[ItemTable, ...]:
    """Return an item as often as it is laid out for itself: once per module that fits a group."""
    if item.each != "module" or subject.group is None:
        return (item,)
    kinds = dict.fromkeys((subject.group.module, *subject.group.modules))
    return tuple(structs.replace(item, pick=kind) for kind in kinds)


def of(item: ItemTable, model: RackModel, subject: Subject) -> Iterator[Thing]:
    """Yield the things that an item of a template stands for."""
    if item.each is None:
        key = item.pick or subject.key
        named = {"group": subject.group.id} if subject.group else {}
        yield {"id": "-".join(filter(None, (item.kind, key))), **named}
    else:
        yield from _EACH[item.each](item, model, subject)


def _chosen(pick: str, model: RackModel, subject: Subject) -> Sequence[Way]:
    """Return ways by how they are protected; without a choice those of the zone itself."""
    kinds = {"three": is_three, "convenience": is_convenience, "single": is_single}
    if pick in kinds:
        return [way for way in model.auxiliary if kinds[pick](way)]
    return model.supervised if pick == "supervised" else subject.ways


def _ways(item: ItemTable, model: RackModel, subject: Subject) -> Iterator[Thing]:
    for way in _chosen(item.pick, model, subject):
        known = {
            "id": f"{item.kind}-{way.id}",
            "way": way.id,
            "label": str(way.number) if subject.group else way.id,
            "phases": [phase.value for phase in way.phases],
        }
        device = {"poles": way.protection.poles, "rated_a": way.protection.rated_a}
        yield {**known, **device} if item.kind in {"breaker", "rcd"} else known


def _outlets(item: ItemTable, model: RackModel, subject: Subject) -> Iterator[Thing]:
    wanted = {way.id for way in _chosen(item.pick, model, subject)}
    for connector in model.connectors:
        if connector.ways[0] in wanted:
            yield _outlet(connector)


def _modules(item: ItemTable, _model: RackModel, subject: Subject) -> Iterator[Thing]:
    """Yield the outlets of one module that fits the subject's group; `pick` is its type."""
    for group in filter(None, (subject.group,)):
        for connector in connectors(group.ways, connector_types()[item.pick], {}):
            outlet = _outlet(connector)
            name = f"{outlet['id']}-{item.pick}"
            yield {**outlet, "id": name, "group": group.id, "module": item.pick}


def _outlet(connector: Connector) -> Thing:
    return {
        "id": f"outlet-{connector.id}",
        "connector": connector.id,
        "type": connector.type,
        "ways": list(connector.ways),
        "label": connector.id,
    }


def _sockets(item: ItemTable, model: RackModel, subject: Subject) -> Iterator[Thing]:
    wanted = {way.id for way in _chosen(item.pick, model, subject)}
    every = (socket for connector in model.connectors for socket in connector.sockets)
    for at, socket in enumerate(each for each in every if each.way in wanted):
        name = f"socket-{socket.way}-{socket.type}-{at}"
        yield {"id": name, "type": socket.type, "ways": [socket.way], "label": socket.way}


def _fuses(item: ItemTable, model: RackModel, _subject: Subject) -> Iterator[Thing]:
    for fuse in model.fuses:
        if fuse.id.startswith(item.pick):
            rating = {"rated_a": fuse.rating_a, "protects": fuse.protects}
            yield {"id": f"fuse-{fuse.id}", "fuse": fuse.id, "label": _printed(fuse.id), **rating}


def _printed(fuse: str) -> str:
    return fuse.removeprefix("meter_").replace("_", " ").upper()


def _dials(item: ItemTable, model: RackModel, _subject: Subject) -> Iterator[Thing]:
    relays = {way.id for way in model.ways if way.protection.relay is not None}
    names = list(model.main.dials) if item.pick == "main" else ["relay_a", "relay_s"] * len(relays)
    for name in names:
        yield {"id": f"dial-{name}", "dial": name, "cover": item.pick == "main"}


def _lamps(item: ItemTable, model: RackModel, _subject: Subject) -> Iterator[Thing]:
    names = ("line_l1", "line_l2", "line_l3") if item.pick == "line" else (item.pick,)
    if item.pick in model.lamps:
        for name in names:
            label = name.removeprefix("line_").replace("_", " ").upper()
            yield {"id": f"lamp-{name}", "lamp": name, "label": label}


def _meter_buttons(_item: ItemTable, model: RackModel, _subject: Subject) -> Iterator[Thing]:
    for name in model.meter_buttons:
        yield {"id": f"meter-button-{name}", "button": name, "label": name}


def _conductors(item: ItemTable, model: RackModel, _subject: Subject) -> Iterator[Thing]:
    side = model.source if item.pick == "source" else model.drain
    single = side is not None and side.single_pole
    for name in CONDUCTORS if single else ("all",):
        label = name.upper() if single else "INPUT"
        known = {"side": item.pick, "conductor": name, "label": label}
        yield {"id": f"{item.kind}-{item.pick}-{name}", **known}


def _counted(name: str) -> Callable[[ItemTable, RackModel, Subject], Iterator[Thing]]:
    """Return what yields as many of a thing as the model has; `pick` is one of them, from 1."""

    def those(item: ItemTable, model: RackModel, _subject: Subject) -> Iterator[Thing]:
        count = model.usb if name == "usb" else model.work_lights
        for number in range(1, count + 1):
            if item.pick in {"", str(number)}:
                yield {"id": f"{item.kind}-{number}", "number": number}

    return those


_EACH: dict[str, Callable[[ItemTable, RackModel, Subject], Iterator[Thing]]] = {
    "way": _ways,
    "outlet": _outlets,
    "module": _modules,
    "socket": _sockets,
    "fuse": _fuses,
    "dial": _dials,
    "lamp": _lamps,
    "meter_button": _meter_buttons,
    "conductor": _conductors,
    "usb": _counted("usb"),
    "work_light": _counted("work_light"),
}
