"""The network of a site now: slots, conductors, source, and the solution for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stagewatt.domain.phases import L123
from stagewatt.physics.network import slot_solve
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.slot_flow import Wiring
from stagewatt.physics.network.slot_loads import delivered_va
from stagewatt.physics.network.slot_solve import Answer, Ready, Told
from stagewatt.physics.network.slots import Row, Slots, drawing, switched
from stagewatt.physics.network.solve import Solution
from stagewatt.physics.network.tree import Tree
from stagewatt.twin.circuit.upstream import SOUND, Hurt, behind_open, hurt_run
from stagewatt.twin.front import Conductor


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The conductors of a site as they were laid: the source's, and each rack's feeder."""

    source: Run
    feeders: tuple[Run, ...]
    parents: tuple[int, ...]
    """Per rack the one whose panel source feeds it, -1 for the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Slots to write again and slots to connect or not, by their place in the flat arrays."""

    at: tuple[int, ...] = ()
    rows: tuple[Row, ...] = ()
    on: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Net:
    """`hurts` are the source's run and then each rack's feeder."""

    slots: Slots
    hurts: tuple[Hurt, ...]
    emf_v: L123[complex]
    answer: Answer | None = None

    @property
    def solution(self) -> Solution | None:
        """What was found for it; None before."""
        return None if self.answer is None else self.answer.solution

    @property
    def collapsed(self) -> bool:
        """Whether no voltage was found at which all supplies get their power."""
        return self.solution is not None and not self.solution.converged


def edited(net: Net, edits: Edits) -> Net:
    """Return the network with other draws, not solved yet."""
    if not edits.at:
        return net
    slots = switched(drawing(net.slots, edits.at, edits.rows), edits.at, edits.on)
    return replace(net, slots=slots)


def hurts_of(
    source: Hurt,
    racks: Sequence[Hurt],
    parents: Sequence[int],
    opens: Sequence[frozenset[Conductor]],
) -> tuple[Hurt, ...]:
    """Return what is wrong with every run; `opens` is not connected at each panel source."""
    behind = (
        hurt if parent < 0 else behind_open(hurt, opens[parent])
        for hurt, parent in zip(racks, parents, strict=True)
    )
    return (source, *behind)


def load_of(net: Net) -> tuple[float, float]:
    """Return what the source delivers: active power in watts, apparent power in VA."""
    if net.solution is None:
        return 0.0, 0.0
    powers = delivered_va(net.solution)
    return sum(each.real for each in powers), sum(map(abs, powers))


def solved(
    net: Net, lines: Lines, wiring: Wiring, touched: Collection[int] | None
) -> tuple[Net, Told]:
    """Solve; `touched` are the racks whose slots have changed, None for all and all conductors."""
    before = None if net.answer is None or touched is None else (net.answer, touched)
    ready = _ready(lines, net.hurts)
    answer, told = slot_solve.solved(ready, wiring, net.slots, net.emf_v, before)
    return replace(net, answer=answer), told


@lru_cache(maxsize=64)
def _ready(lines: Lines, hurts: tuple[Hurt, ...]) -> Ready:
    source, *racks = hurts
    runs = tuple(
        run if hurt == SOUND else hurt_run(run, hurt)
        for run, hurt in zip(lines.feeders, racks, strict=True)
    )
    return Ready.of(Tree((hurt_run(lines.source, source),), lines.parents, runs))
