"""From a scenario to the site that it is played on."""

from __future__ import annotations

import zlib

from stagewatt.domain.phases import L123
from stagewatt.physics.network.conductors import feeder
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.source import SourceSpec
from stagewatt.twin.plant import Plant, build
from stagewatt.twin.scenario.script import Cable, Scenario, Stand, Supply
from stagewatt.twin.single import all_four, usual_feeder
from stagewatt.twin.site import FROM_SOURCE, RackSpec, SiteSpec


def site_of(scenario: Scenario) -> SiteSpec:
    """Return the site: the same scenario gives the same racks, with the same serial numbers."""
    return SiteSpec(
        source=_source(scenario.supply),
        ambient_c=scenario.ambient_c,
        racks=tuple(_rack(scenario, number) for number in range(len(scenario.racks))),
    )


def plants_of(scenario: Scenario) -> tuple[Plant, ...]:
    """Return the racks, drawn by the scenario's seed."""
    return tuple(_plant(scenario, number) for number in range(len(scenario.racks)))


def _rack(scenario: Scenario, number: int) -> RackSpec:
    stand: Stand = scenario.racks[number]
    plant = _plant(scenario, number)
    fed_from = FROM_SOURCE if stand.fed_from is None else scenario.racks[stand.fed_from].id
    run = usual_feeder(plant) if stand.feeder is None else _run(stand.feeder)
    return RackSpec(id=stand.id, plant=plant, fed_from=fed_from, feeder=run)


def _plant(scenario: Scenario, number: int) -> Plant:
    stand = scenario.racks[number]
    mark = zlib.crc32(f"{scenario.title}/{scenario.seed}".encode())
    return build(
        stand.model,
        serial=f"5C{number:02X}{mark:08X}",
        printed_name=stand.printed_name,
        seed=scenario.seed + number,
        ct_position=stand.ct_position,
    )


def _run(cable: Cable) -> Run:
    z_ohm = feeder(cable.length_m, cable.mm2)
    return Run(z_phase_ohm=L123.all(z_ohm), z_neutral_ohm=z_ohm)


def _source(supply: Supply) -> SourceSpec:
    run = all_four(supply.z_ohm)
    if supply.kind == "grid" or supply.rated_va is None:
        return SourceSpec(v_ln_v=supply.v_ln_v, frequency_hz=supply.frequency_hz, run=run)
    return SourceSpec(
        kind="genset",
        v_ln_v=supply.v_ln_v,
        frequency_hz=supply.frequency_hz,
        run=run,
        rated_va=supply.rated_va,
    )
