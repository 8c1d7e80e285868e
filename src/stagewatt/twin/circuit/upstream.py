"""The conductors between source and racks with what is broken, bad or exchanged in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123, PHASES
from stagewatt.physics.network.runs import STRAIGHT, Run
from stagewatt.twin.faults import ActiveFault, find, places
from stagewatt.twin.front import Conductor

NEUTRAL = 3
Wired = tuple[int, int, int, int]
_ORDER = (Conductor.L1, Conductor.L2, Conductor.L3, Conductor.N)

FEEDER_FAULTS = frozenset(
    {"neutral_open", "neutral_bad", "phase_lost", "phases_swapped", "phase_n_swapped"}
)
SOURCE_FAULTS = frozenset(
    {
        "source_neutral_open",
        "source_neutral_bad",
        "source_phase_lost",
        "source_sag",
        "source_overvoltage",
        "source_frequency",
    }
)


@dataclass(frozen=True, slots=True)
class Hurt:
    """What is wrong with one run: hashable, so that equal ones need no new factorisation."""

    lost: frozenset[int] = frozenset()
    """Conductors 0 to 3 that are open."""
    neutral_ohm: float = 0.0
    wired: Wired = STRAIGHT


SOUND = Hurt()


def feeder_hurt(faults: frozenset[ActiveFault], drain_open: frozenset[Conductor]) -> Hurt:
    """Return what is wrong between a rack's drain and what feeds it."""
    lost = {PHASES.index(p) for p in PHASES if p in places(faults, "phase_lost")}
    lost |= {at for at, each in enumerate(_ORDER) if each in drain_open}
    if find(faults, "neutral_open") is not None:
        lost.add(NEUTRAL)
    bad = find(faults, "neutral_bad")
    return Hurt(frozenset(lost), 0.0 if bad is None else bad.size or 0.0, _wired(faults))


def source_hurt(faults: frozenset[ActiveFault]) -> Hurt:
    """Return what is wrong between the source and its busbar."""
    lost = {PHASES.index(p) for p in PHASES if p in places(faults, "source_phase_lost")}
    if find(faults, "source_neutral_open") is not None:
        lost.add(NEUTRAL)
    bad = find(faults, "source_neutral_bad")
    return Hurt(frozenset(lost), 0.0 if bad is None else bad.size or 0.0)


def behind_open(hurt: Hurt, source_open: frozenset[Conductor]) -> Hurt:
    """Add the conductors that are not connected at the panel source which feeds the run."""
    if not source_open:
        return hurt
    out = {at for at, up in enumerate(hurt.wired) if _ORDER[up] in source_open}
    return replace(hurt, lost=hurt.lost | out)


def hurt_run(run: Run, hurt: Hurt) -> Run:
    """Return the conductors with what is wrong."""
    if hurt == SOUND:
        return run
    z = [None if at in hurt.lost else z_ohm for at, z_ohm in enumerate(run)]
    n_ohm = z[NEUTRAL]
    return Run(
        z_phase_ohm=L123(*z[:NEUTRAL]),
        z_neutral_ohm=None if n_ohm is None else n_ohm + hurt.neutral_ohm,
        wired=_joined(hurt.wired, run.wired),
    )


def _wired(faults: frozenset[ActiveFault]) -> Wired:
    """Return which conductors upstream L1 L2 L3 N sit on."""
    wired = list(STRAIGHT)
    for stays in sorted(places(faults, "phases_swapped")):
        a, b = (at for at, phase in enumerate(PHASES) if phase != stays)
        wired[a], wired[b] = wired[b], wired[a]
    for phase in sorted(places(faults, "phase_n_swapped")):
        at = [str(each) for each in PHASES].index(phase)
        wired[at], wired[NEUTRAL] = wired[NEUTRAL], wired[at]
    l1, l2, l3, n = wired
    return l1, l2, l3, n


def _joined(here: Sequence[int], before: Sequence[int]) -> Wired:
    l1, l2, l3, n = (before[each] for each in here)
    return l1, l2, l3, n


def anywhere(racks: Iterable[frozenset[ActiveFault]]) -> frozenset[ActiveFault]:
    """Return the faults of the source, whichever rack has been told of them."""
    return frozenset(f for faults in racks for f in faults if f.name in SOURCE_FAULTS)
