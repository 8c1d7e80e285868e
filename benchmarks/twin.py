"""What the simulated site costs: an hour of a show, a hundred racks at 10 Hz, one large solution.

Run: `python benchmarks/twin.py [--scenario festival-main-stage] [--minutes 60] [--racks 100]`

Seconds are of CPU on one core, so that a busy machine tells the same as an idle one.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one core; before numpy is loaded

from rig import Measured, machine, report  # noqa: E402 - after the number of threads

from stagewatt.catalogue.load import model  # noqa: E402 - likewise
from stagewatt.domain.view import BreakerState  # noqa: E402 - likewise
from stagewatt.twin import collector  # noqa: E402 - likewise
from stagewatt.twin.actions import Plug  # noqa: E402 - likewise
from stagewatt.twin.cast import Cast, equal_racks, played  # noqa: E402 - likewise
from stagewatt.twin.loads.load import Load  # noqa: E402 - likewise
from stagewatt.twin.plant import build  # noqa: E402 - likewise
from stagewatt.twin.show import ShowKind  # noqa: E402 - likewise
from stagewatt.twin.simulation import LONG_STEP_NS, Simulation, run_fast  # noqa: E402 - likewise
from stagewatt.twin.single import site_of_one  # noqa: E402 - likewise
from stagewatt.twin.stepping import fresh, step  # noqa: E402 - likewise

LIVING = "living"
HOUR_BAR_S = 180.0
TICK_S = LONG_STEP_NS / 1e9
OVERLOADS_W = (4700.0, 5200.0, 6500.0, 7400.0, 9000.0, 15_000.0, 30_000.0)
"""What a way of 16 A trips on within some seconds to minutes."""
REFERENCE_NS = 1_000_000


def main() -> int:
    """Measure and print a table; exit status 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="festival-main-stage", help="or `living`")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--racks", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30.0, help="of the racks at 10 Hz")
    wants = parser.parse_args()
    figures = [
        hour(wants.scenario, wants.minutes),
        *instants(),
        *many(wants.racks, wants.seconds, ShowKind.LIVING),
        *many(wants.racks, wants.seconds, ShowKind.STEADY),
        large(),
    ]
    report(
        f"twin: {wants.scenario}, {wants.minutes:g} min; {wants.racks} x smartpdu-72 at 10 Hz, "
        f"{wants.seconds:g} s",
        machine(),
        figures,
    )
    return int(any(each.bar is not None and each.value > each.bar for each in figures))


def cpu_s(does: Callable[[], object]) -> float:
    """Return the CPU seconds that a call takes."""
    begun = time.process_time()
    does()
    return time.process_time() - begun


def racks(count: int, kind: ShowKind, *, chain: bool) -> Cast:
    """Return so many smartPDU 72 with a show."""
    kinds = [build(model("smartpdu-72"), serial=f"{at:012X}", seed=at + 1) for at in range(count)]
    return equal_racks(kinds, kind, 1, chain=chain)


def hour(scenario: str, minutes: float) -> Measured:
    """Let three racks in a chain live, and tell what an hour of it takes."""
    cast = racks(3, ShowKind.LIVING, chain=True) if scenario == LIVING else played(scenario)
    spent_s = cpu_s(lambda: run_fast(cast.site, cast.director, 60 * minutes))
    return Measured(f"an hour of {scenario}", spent_s * 60 / minutes, "CPU s", HOUR_BAR_S)


def instants() -> list[Measured]:
    """Compare the instants of trips at long steps with those at the reference's."""
    worst = 0.0
    for p_w in OVERLOADS_W:
        reference_s, long_s = trip_s(p_w, REFERENCE_NS), trip_s(p_w, LONG_STEP_NS)
        worst = max(worst, abs(long_s - reference_s) / max(reference_s * 0.01, TICK_S))
    what = "trip instants at 0.1 s against 1 ms, of 1 % or one step"
    return [Measured(what, worst, "x allowed", 1.0)]


def trip_s(p_w: float, step_ns: int) -> float:
    """Return the instant at which an overloaded way trips, as the rack's board has it."""
    site = site_of_one(build(model("smartpdu-72"), serial="0" * 12, seed=3))
    load = Load(label="overload", p_w=(p_w,), pf=(1.0,), leakage_a=(0.0,))
    state = step(site, fresh(site), [(0, Plug("A1", load))], 0)
    while state.racks[0].levers[0] is BreakerState.ON:
        state = step(site, state, (), step_ns)
    return state.racks[0].board.levers[0].at_ns / 1e9


def many(count: int, seconds: float, kind: ShowKind) -> list[Measured]:
    """Let many racks in one process live at 10 Hz, and tell what that takes of a core."""
    cast = racks(count, kind, chain=False)
    simulation = Simulation(cast.site, lambda: 0, director=cast.director, step_ns=LONG_STEP_NS)
    collector.calm()  # as the process does
    ticks = [cpu_s(simulation.make_step) for _ in range(round(seconds / TICK_S))]
    share = 100 * sum(ticks) / seconds
    what = f"{count} racks, {kind} show"
    return [
        Measured(f"{what}: CPU", share, "% of a core", 100.0),
        Measured(f"{what}: worst tick", 1000 * max(ticks), "CPU ms", None),
    ]


def large() -> Measured:
    """Return what one solution of 1,000 racks with 72 ways each takes; `network.py` has more."""
    import network

    spent_us = network.hall(harmonics=False)
    return Measured("a solution of 1,000 x 72 ways", spent_us / 1000, "CPU ms", 5.0)


if __name__ == "__main__":
    sys.exit(main())
