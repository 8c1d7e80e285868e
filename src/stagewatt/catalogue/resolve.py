"""From a rack document without differences to the rack it describes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from stagewatt.catalogue import devices
from stagewatt.catalogue.cautions import cautions
from stagewatt.catalogue.connectors import ConnectorType
from stagewatt.catalogue.outputs import connectors, names, number, phases_at, socket
from stagewatt.catalogue.schema import AuxiliaryTable, RackDocument
from stagewatt.domain.figures import NeutralThresholds, ResidualBand, Sensor, Size, Thermal
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.pieces import LeverRule, Socket
from stagewatt.domain.rack import Connector, CtPosition, Group, RackModel, Way

Types = Mapping[str, ConnectorType]


def resolve(rack: RackDocument, types: Types) -> RackModel:
    """Return the rack; the document must have been found possible."""
    return _with_figures(rack, _with_front(rack, _circuits(rack, types)))


def _circuits(rack: RackDocument, types: Types) -> RackModel:
    """Return the rack as far as current flows in it."""
    groups = _groups(rack)
    rear, auxiliary = _connectors(rack, groups, types)
    ways = (*_supervised(rack, groups, rear), *_auxiliary(rack))
    main = devices.main(rack.main)
    return RackModel(
        id=rack.id,
        family=rack.family,
        title=rack.title,
        printed_prefix=rack.printed_prefix,
        drain=devices.power(rack.drain),
        source=None if rack.source is None else devices.power(rack.source),
        main=main,
        meter=rack.meter,
        ct_position=CtPosition(rack.ct_position),
        indicator=devices.indicator(rack),
        groups=groups,
        ways=ways,
        connectors=rear + auxiliary,
        fuses=tuple(map(devices.fuse, rack.fuses)),
        cautions=(*rack.cautions, *cautions(main, ways, rear + auxiliary, types)),
    )


def _with_front(rack: RackDocument, model: RackModel) -> RackModel:
    """Add what people see and touch."""
    return replace(
        model,
        network=rack.network,
        levers=LeverRule(rack.levers),
        monitor_buttons=rack.monitor_buttons,
        meter_buttons=rack.meter_buttons,
        lamps=rack.lamps,
        knobs=rack.knobs,
        work_lights=rack.work_lights,
        usb=rack.usb,
        cooling=rack.cooling,
        size=None if rack.size is None else devices.record(Size, rack.size),
        options=rack.options,
    )


def _with_figures(rack: RackDocument, model: RackModel) -> RackModel:
    """Add limits, and what stands in where makers are silent."""
    return replace(
        model,
        ambient_min_c=None if rack.ambient is None else rack.ambient.min_c,
        ambient_max_c=None if rack.ambient is None else rack.ambient.max_c,
        nominal_v_ln_v=rack.nominal_v_ln_v,
        assumed=rack.assumed,
        neutral_relay=devices.record(NeutralThresholds, rack.neutral_relay),
        sensor=devices.record(Sensor, rack.sensor),
        residual_band=devices.record(ResidualBand, rack.residual_band),
        thermal=devices.record(Thermal, rack.thermal),
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
    doubled = _doubled(rack, types)
    rear = [connectors(group.ways, types[group.module], doubled) for group in groups]
    auxiliary = [
        connectors(each.ways, types[each.connector], doubled, place=each.place, fits=each.fits)
        for each in rack.auxiliary
    ]
    return tuple(chain(*rear)), tuple(chain(*auxiliary))


def _supervised(
    rack: RackDocument, groups: tuple[Group, ...], rear: Iterable[Connector]
) -> tuple[Way, ...]:
    carried = {way: connector.id for connector in rear for way in connector.ways}
    protection = devices.protection(rack.protection[rack.outputs.protection])
    return tuple(
        Way(
            id=way,
            group=group.id,
            number=number(way),
            phases=_phase(rack, way, phases_at(number(way) - 1, rack.outputs.phases)),
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
        protection = devices.protection(rack.protection[table.protection])
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
    if table.phases == "cyclic":
        return phases_at(position, table.phases)
    return (Phase(table.phases),)


def _phase(rack: RackDocument, way: str, otherwise: tuple[Phase, ...]) -> tuple[Phase, ...]:
    return (Phase(rack.phases[way]),) if way in rack.phases else otherwise


def _doubled(rack: RackDocument, types: Types) -> dict[str, tuple[Socket, ...]]:
    """Return each way's doubled sockets."""
    doubled: dict[str, tuple[Socket, ...]] = {}
    for table in rack.doubled:
        for way in table.ways:
            made = socket(way, types[table.socket], table.place)
            doubled[way] = (*doubled.get(way, ()), made)
    return doubled
