"""From a rack document without differences to the rack it describes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from stagewatt.catalogue.connectors import ConnectorType
from stagewatt.catalogue.outputs import connectors, cyclic, names, number
from stagewatt.catalogue.schema import (
    AuxiliaryTable,
    DialTable,
    MainTable,
    PowerConnectorTable,
    ProtectionTable,
    RackDocument,
)
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.rack import (
    Connector,
    CtPosition,
    Dial,
    Fuse,
    Group,
    IndicatorRule,
    MainDevice,
    MainKind,
    PowerConnector,
    Protection,
    ProtectionKind,
    RackModel,
    Way,
)

Types = Mapping[str, ConnectorType]


def resolve(rack: RackDocument, types: Types) -> RackModel:
    """Return the rack; the document must have been found possible."""
    groups = _groups(rack)
    rear, auxiliary = _connectors(rack, groups, types)
    ambient = rack.ambient
    return RackModel(
        id=rack.id,
        family=rack.family,
        title=rack.title,
        printed_prefix=rack.printed_prefix,
        drain=_power(rack.drain),
        source=None if rack.source is None else _power(rack.source),
        main=_main(rack.main),
        meter=rack.meter,
        ct_position=CtPosition(rack.ct_position),
        indicator=_indicator(rack),
        groups=groups,
        ways=(*_supervised(rack, groups, rear), *_auxiliary(rack)),
        connectors=rear + auxiliary,
        fuses=tuple(Fuse(id=f.id, rating_a=f.rating_a, protects=f.protects) for f in rack.fuses),
        ambient_min_c=None if ambient is None else ambient.min_c,
        ambient_max_c=None if ambient is None else ambient.max_c,
        nominal_v_ln_v=rack.nominal_v_ln_v,
        assumed=rack.assumed,
    )


def _groups(rack: RackDocument) -> tuple[Group, ...]:
    out = rack.outputs
    named = names(out.groups, out.ways_per_group, by_group=out.numbering == "by_group")
    return tuple(
        Group(id=group, ways=tuple(ways), module=out.module, modules=out.modules)
        for group, ways in named.items()
    )


def _connectors(
    rack: RackDocument, groups: tuple[Group, ...], types: Types
) -> tuple[tuple[Connector, ...], tuple[Connector, ...]]:
    """Return the connectors of the rear modules, and those of the auxiliary ways."""
    also = _also(rack, types)
    rear = [connectors(group.ways, types[group.module], also) for group in groups]
    auxiliary = [connectors(each.ways, types[each.connector], also) for each in rack.auxiliary]
    return tuple(chain(*rear)), tuple(chain(*auxiliary))


def _supervised(
    rack: RackDocument, groups: tuple[Group, ...], rear: Iterable[Connector]
) -> tuple[Way, ...]:
    carried = {way: connector.id for connector in rear for way in connector.ways}
    protection = _protection(rack.protection[rack.outputs.protection])
    return tuple(
        Way(
            id=way,
            group=group.id,
            number=number(way),
            phases=_phase(rack, way, cyclic(number(way) - 1)),
            connector=carried[way],
            protection=protection,
            supervised=True,
        )
        for group in groups
        for way in group.ways
    )


def _auxiliary(rack: RackDocument) -> tuple[Way, ...]:
    ways: list[Way] = []
    for table in rack.auxiliary:
        protection = _protection(rack.protection[table.protection])
        for position, way in enumerate(table.ways):
            made = Way(
                id=way,
                group="",
                number=number(way),
                phases=_phase(rack, way, _table_phases(table, position)),
                connector=way,
                protection=protection,
                supervised=False,
            )
            ways.append(made)
    return tuple(ways)


def _table_phases(table: AuxiliaryTable, position: int) -> tuple[Phase, ...]:
    if table.phases == "all":
        return PHASES
    return cyclic(position) if table.phases == "cyclic" else (Phase(table.phases),)


def _phase(rack: RackDocument, way: str, otherwise: tuple[Phase, ...]) -> tuple[Phase, ...]:
    return (Phase(rack.phases[way]),) if way in rack.phases else otherwise


def _also(rack: RackDocument, types: Types) -> dict[str, tuple[str, ...]]:
    """Return each way's doubled sockets in words, for example `21 powerCON grey (rear)`."""
    also: dict[str, tuple[str, ...]] = {}
    for table in rack.doubled:
        for way in table.ways:
            words = f"{way} {types[table.socket].title} ({table.place})"
            also[way] = (*also.get(way, ()), words)
    return also


def _main(table: MainTable) -> MainDevice:
    return MainDevice(
        device=table.device,
        kind=MainKind(table.kind),
        rated_a=table.rated_a,
        poles=table.poles,
        breaking_capacity_a=table.breaking_capacity_a,
        dials={name: _dial(dial) for name, dial in table.dials.items()},
    )


def _dial(table: DialTable) -> Dial:
    return Dial(
        steps=tuple(None if step == "off" else step for step in table.steps),
        factory=None if table.factory == "off" else table.factory,
        settable=table.settable,
        assumed=table.assumed,
    )


def _power(table: PowerConnectorTable) -> PowerConnector:
    return PowerConnector(type=table.type, rated_a=table.rated_a)


def _protection(table: ProtectionTable) -> Protection:
    return Protection(
        kind=ProtectionKind(table.kind),
        rated_a=table.rated_a,
        poles=table.poles,
        residual_a=table.residual_a,
        curve=table.curve,
    )


def _indicator(rack: RackDocument) -> IndicatorRule:
    lamp = rack.indicator
    return IndicatorRule(
        family=lamp.rule,
        floor_a=lamp.floor_a,
        slight_a=lamp.slight_a,
        serious_a=lamp.serious_a,
        assumed=lamp.assumed,
    )
