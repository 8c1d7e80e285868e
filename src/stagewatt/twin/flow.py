"""Where current flows now: the network solved for the loads that are connected and switched on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123, L123N, PHASES
from stagewatt.domain.view import BreakerState
from stagewatt.physics.network.four_wire import Run, solve
from stagewatt.twin.faults import ActiveFault, find, places
from stagewatt.twin.loads.load import NOMINAL_V, Load
from stagewatt.twin.plant import BURDEN_S, Plant


@dataclass(frozen=True, slots=True)
class Circuit:
    """Everything that currents depend on; while it is equal, nothing is solved again."""

    main_closed: bool
    levers: tuple[BreakerState, ...]
    loads: tuple[Load | None, ...]
    feed: Load | None
    faults: frozenset[ActiveFault]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Volts and amps at the drain, at the main breaker and in each way.

    A conductor without a defined voltage counts as 0 V: that is what an instrument shows.
    Way values are rms amps, of a three-phase way its largest phase; `stressed` lists the ways
    whose breakers are above rated current or carry residual current.
    """

    circuit: Circuit
    v_ln_v: L123[complex]
    v_n_pe_v: float
    i_drain_a: L123[complex]
    i_drain_n_a: complex
    i_main_a: L123N[complex]
    i_feed_a: L123[complex]
    way_a: tuple[float, ...]
    residual_a: tuple[float, ...]
    stressed: tuple[int, ...]


def flow_of(plant: Plant, circuit: Circuit) -> Flow:
    """Solve the rack's circuit."""
    feed_s = L123(*_three(circuit.feed))
    ways_s = _ways_admittance(plant, circuit)
    load_s = L123(*(w + f + BURDEN_S for w, f in zip(ways_s, feed_s, strict=True)))
    solved = solve(plant.emf_v, _run(plant.run, circuit.faults), load_s)
    v_ln_v = solved.v_ln_v.map(_shown)
    v_pe_v = tuple(map(_shown, solved.v_pe_v))
    i_main_a = L123(*(y * v for y, v in zip(ways_s, v_ln_v, strict=True)))
    i_feed_a = L123(*(y * v for y, v in zip(feed_s, v_ln_v, strict=True)))
    way_a, residual_a = _way_currents(plant, circuit, tuple(map(abs, v_ln_v)), v_pe_v)
    return Flow(
        circuit=circuit,
        v_ln_v=v_ln_v,
        v_n_pe_v=abs(_shown(solved.v_n_pe_v)),
        i_drain_a=L123(*(m + f for m, f in zip(i_main_a, i_feed_a, strict=True))),
        i_drain_n_a=solved.i_n_a,
        i_main_a=L123N(i_main_a.l1, i_main_a.l2, i_main_a.l3, sum(i_main_a, 0j)),
        i_feed_a=i_feed_a,
        way_a=tuple(way_a),
        residual_a=tuple(residual_a),
        stressed=tuple(
            at
            for at, each in enumerate(plant.ways)
            if way_a[at] > each.way.protection.rated_a
            or (each.residual is not None and residual_a[at] >= each.residual.threshold_a)
        ),
    )


def _shown(v: complex | None) -> complex:
    return 0j if v is None else v


def _three(load: Load | None) -> tuple[complex, ...]:
    return (0j, 0j, 0j) if load is None else load.y_s


def _run(run: Run, faults: frozenset[ActiveFault]) -> Run:
    """Return the conductors with what is broken upstream."""
    lost = places(faults, "phase_lost")
    if lost:
        intact = zip(PHASES, run.z_phase_ohm, strict=True)
        run = replace(run, z_phase_ohm=L123(*(None if p in lost else z for p, z in intact)))
    bad = find(faults, "neutral_bad")
    if bad is not None and bad.size is not None and run.z_neutral_ohm is not None:
        run = replace(run, z_neutral_ohm=run.z_neutral_ohm + bad.size)
    return run if find(faults, "neutral_open") is None else replace(run, z_neutral_ohm=None)


def _ways_admittance(plant: Plant, circuit: Circuit) -> L123[complex]:
    sums = [0j, 0j, 0j]
    if circuit.main_closed:
        for each, lever, load in zip(plant.ways, circuit.levers, circuit.loads, strict=True):
            if load is not None and lever is BreakerState.ON:
                for phase, y_s in zip(each.phases, load.y_s, strict=True):
                    sums[phase] += y_s
    return L123(*sums)


def _way_currents(
    plant: Plant, circuit: Circuit, v_ln_v: tuple[float, ...], v_pe_v: tuple[complex, ...]
) -> tuple[list[float], list[float]]:
    """Return current and residual current per way; leakage is driven by the voltage to earth."""
    way_a, residual_a = [0.0] * len(plant.ways), [0.0] * len(plant.ways)
    if not circuit.main_closed:
        return way_a, residual_a
    for at, load in enumerate(circuit.loads):
        if load is None or circuit.levers[at] is not BreakerState.ON:
            continue
        phases = plant.ways[at].phases
        way_a[at] = max(abs(y) * v_ln_v[p] for p, y in zip(phases, load.y_s, strict=True))
        leaks = (k * v_pe_v[p] for p, k in zip(phases, load.leakage_a, strict=True))
        residual_a[at] = abs(sum(leaks, 0j)) / NOMINAL_V
    return way_a, residual_a
