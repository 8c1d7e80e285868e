"""Who is on the bill of a show: what hangs on each way, and how its fader moves."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from stagewatt.domain.phases import PHASES
from stagewatt.domain.rack import RackModel, Way
from stagewatt.twin.loads.chance import share
from stagewatt.twin.loads.library import together
from stagewatt.twin.loads.load import Load

NEAR_LIMIT_W = 3590.0
"""15.6 A at 230 V: with the voltage a loaded feeder leaves, between 15 and 15.9 A."""
_FILL = 0.8
"""How much of the main's rating all acts of a phase may take together at their worst."""
_HOISTS_FROM_A = 100.0
"""On a smaller main the start of hoists would be too much."""
_UNEVEN = (1.0, 0.85, 1.15)
"""Three-phase loads of real life are not balanced."""


@dataclass(frozen=True, slots=True)
class Act:
    """What hangs on one place: library names, how many, and on which of its phases they begin.

    It takes `worst_a` at most. Its fader plays from `low` to `high`, in the share `calls` of all
    cues. `still` acts draw the same as long as the fader rests, so a steady show may use them.
    """

    label: str
    weight: int
    worst_a: float = 0.0
    items: tuple[tuple[str, int, int], ...] = ()
    low: float = 1.0
    high: float = 1.0
    still: bool = True
    calls: float = 1.0


def _moving(label: str, weight: int, worst_a: float, name: str, count: int) -> Act:
    """Return an act of luminaires that the fader moves from dark to full."""
    return Act(label, weight, worst_a, ((name, count, 0),), low=0.0)


def _alive(
    label: str, weight: int, worst_a: float, name: str, count: int, low: float, high: float
) -> Act:
    """Return an act that changes by itself."""
    return Act(label, weight, worst_a, ((name, count, 0),), low, high, still=False)


IDLE = Act("idle", 5)
BILL = (
    IDLE,
    _moving("PAR64s", 5, 9.0, "par64", 2),
    _moving("PAR64 bar", 2, 13.3, "par64", 3),
    _moving("LED movers", 7, 9.0, "led-mover", 4),
    _moving("a few LED movers", 2, 4.6, "led-mover", 2),
    _moving("large LED movers", 4, 11.6, "led-mover-large", 2),
    _moving("LED PARs", 4, 7.1, "led-par", 10),
    _moving("uplights", 2, 3.6, "led-par", 5),
    _alive("blinders", 1, 6.5, "blinder-4", 1, 0.1, 0.3),
    _alive("discharge movers", 3, 10.7, "discharge-mover", 2, 1.0, 1.0),
    _alive("LED wall", 4, 5.4, "led-wall-8", 1, 0.6, 0.9),
    _alive("amplifiers", 2, 7.0, "amp-rack", 1, 0.3, 0.6),
    _alive("amplifiers with PFC", 2, 7.5, "amp-rack-pfc", 1, 0.3, 0.75),
    _alive("haze", 1, 4.4, "hazer", 1, 1.0, 1.0),
    Act(
        "media and consoles", 2, 4.2, (("media-server", 1, 0), ("console", 1, 0), ("laptop", 2, 0))
    ),
)
FULL_WAY = Act("a full way", 0, 15.7, low=0.986)
HOISTS = Act("hoists", 0, 8.2, (("hoist-1t", 2, 0),), low=0.3, calls=0.3)
CATERING = Act(
    "catering",
    0,
    6.6,
    (("coffee-machine", 1, 0), ("fridge", 1, 1), ("work-light", 4, 2)),
    still=False,
)
NEXT_RACK = Act("the next rack", 0, low=0.6)


def cast(model: RackModel, seed: int, *, still: bool) -> dict[str, Act]:
    """Give each way its act, so that no phase of the main can be overloaded."""
    near = near_limit(model)
    room_a = dict.fromkeys(PHASES, _FILL * model.main.rated_a)
    acts: dict[str, Act] = {}
    for way in model.ways:
        if way.id == near:
            acts[way.id] = FULL_WAY
        elif not way.supervised and _carries_something(way):
            acts[way.id] = _auxiliary(model, still=still)
        for phase in way.phases:
            room_a[phase] -= acts[way.id].worst_a if way.id in acts else 0.0
    free = [way for way in model.supervised if way.id != near]
    acts[free[0].id] = IDLE
    for number, way in enumerate(free[1:]):
        (phase,) = way.phases
        acts[way.id] = act = _drawn(share(seed, number), room_a[phase], still=still)
        room_a[phase] -= act.worst_a
    return acts


def near_limit(model: RackModel) -> str:
    """Return the one way that is always near its limit: the seventh, or the last of fewer."""
    ways = model.supervised
    return ways[min(6, len(ways) - 1)].id


def load_of(act: Act, phases: int, seed: int) -> Load | None:
    """Return what an act plugs in; None for nothing."""
    if act is IDLE:
        return None
    if act is FULL_WAY:
        return _watts(act.label, (NEAR_LIMIT_W,), 1.0, 0.004)
    if act is NEXT_RACK:
        return _watts(act.label, tuple(9000.0 * each for each in _UNEVEN), 0.95, 0.0)
    return together(act.items, phases, label=act.label, seed=seed)


def _watts(label: str, p_w: tuple[float, ...], pf: float, leakage_a: float) -> Load:
    return Load(label=label, p_w=p_w, pf=(pf,) * len(p_w), leakage_a=(leakage_a,) * len(p_w))


def _auxiliary(model: RackModel, *, still: bool) -> Act:
    if model.main.rated_a >= _HOISTS_FROM_A:
        return HOISTS
    return IDLE if still else CATERING


def _carries_something(way: Way) -> bool:
    """Of the auxiliary ways only a 32 A three-phase one is used: the rest is for the crew."""
    return len(way.phases) == len(PHASES) and way.protection.rated_a >= 32


def _drawn(chance: float, room_a: float, *, still: bool) -> Act:
    """Draw one act by its weight, of those that the phase still has room for."""
    fitting = [act for act in BILL if act.worst_a <= room_a and (act.still or not still)]
    sums = list(accumulate(act.weight for act in fitting))
    return fitting[bisect_right(sums, chance * sums[-1])]
