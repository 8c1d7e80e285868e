"""From the tables of a rack document to its devices: main, protection, lamps, relays, sensors."""

from __future__ import annotations

from typing import TypeVar

from msgspec import structs

from stagewatt.catalogue.schema import (
    DialTable,
    FuseTable,
    MainTable,
    PowerConnectorTable,
    ProtectionTable,
    RackDocument,
)
from stagewatt.catalogue.schema_figures import RelayTable, Strict
from stagewatt.domain.figures import MainTolerances
from stagewatt.domain.phases import Phase
from stagewatt.domain.pieces import ResidualRelay
from stagewatt.domain.rack import (
    Dial,
    Fuse,
    IndicatorRule,
    MainDevice,
    MainKind,
    PowerConnector,
    Protection,
    ProtectionKind,
)

R = TypeVar("R")

CONDUCTORS = ("pe", "n", "l1", "l2", "l3")
"""In the order in which single-pole connectors are connected (BS 7909; smartPDU user manual)."""


def record(kind: type[R], table: Strict) -> R:
    """Return a table as a record of the same keys; what the table leaves out is the record's."""
    given = {key: value for key, value in structs.asdict(table).items() if value is not None}
    return kind(**given)


def main(table: MainTable) -> MainDevice:
    """Return the main device."""
    return MainDevice(
        device=table.device,
        kind=MainKind(table.kind),
        rated_a=table.rated_a,
        poles=table.poles,
        breaking_capacity_a=table.breaking_capacity_a,
        dials={name: _dial(dial) for name, dial in table.dials.items()},
        e_stop_s=table.e_stop_s,
        tolerances=record(MainTolerances, table.tolerances),
    )


def power(table: PowerConnectorTable) -> PowerConnector:
    """Return the panel drain or source; every conductor has the rating unless it is said."""
    own = {name: getattr(table.conductors_a, name) for name in CONDUCTORS}
    return PowerConnector(
        type=table.type,
        rated_a=table.rated_a,
        single_pole=table.single_pole,
        conductors_a={name: own[name] or table.rated_a for name in CONDUCTORS},
    )


def protection(table: ProtectionTable) -> Protection:
    """Return a kind of breaker."""
    return Protection(
        kind=ProtectionKind(table.kind),
        rated_a=table.rated_a,
        poles=table.poles,
        residual_a=table.residual_a,
        curve=table.curve,
        instantaneous=table.instantaneous,
        pulse_multiple=table.pulse_multiple,
        rcd_a=table.rcd_a,
        rcd_type=table.rcd_type,
        wave=table.wave,
        relay=None if table.relay is None else _relay(table.relay),
    )


def indicator(rack: RackDocument) -> IndicatorRule:
    """Return when the lamps of the ways change."""
    lamp = rack.indicator
    return IndicatorRule(
        family=lamp.rule,
        floor_a=lamp.floor_a,
        slight_a=lamp.slight_a,
        serious_a=lamp.serious_a,
        assumed=lamp.assumed,
        slow_hz=lamp.slow_hz,
        fast_hz=lamp.fast_hz,
    )


def fuse(table: FuseTable) -> Fuse:
    """Return a fuse."""
    return Fuse(
        id=table.id, rating_a=table.rating_a, protects=table.protects, phase=Phase(table.phase)
    )


def _dial(table: DialTable) -> Dial:
    return Dial(
        steps=tuple(None if step == "off" else step for step in table.steps),
        factory=None if table.factory == "off" else table.factory,
        settable=table.settable,
        assumed=table.assumed,
    )


def _relay(table: RelayTable) -> ResidualRelay:
    return record(ResidualRelay, table)
