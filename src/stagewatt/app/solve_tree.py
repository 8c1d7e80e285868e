"""Puts the feeders of a case in order, parents before children, and finds what is no tree."""

from __future__ import annotations

from stagewatt.app.config_judge import Judge
from stagewatt.app.solve_schema import FeederTable
from stagewatt.catalogue.document.path import shown
from stagewatt.catalogue.document.words import choose, short

SOURCE = "source"
"""The name of the busbar."""

_MANY = 8


def in_order(
    feeders: tuple[FeederTable, ...], judge: Judge
) -> tuple[list[int], list[int], tuple[str, ...]]:
    """Return the feeders in order, the parent of each (-1 = the busbar), the name of each node."""
    defined = _defined(feeders, judge)
    _known(feeders, defined, judge)
    children: dict[str, list[int]] = {}
    for at, table in enumerate(feeders):
        if table.from_ is not None and table.to is not None and defined.get(table.to) == at:
            children.setdefault(table.from_, []).append(at)
    order, parents = _walked(feeders, children)
    _loops(feeders, {*order}, defined, judge)
    names = [table.to or "" for table in (feeders[at] for at in order)]
    left = [name for name, at in defined.items() if at not in {*order}]
    return order, parents, (*names, *left)


def _defined(feeders: tuple[FeederTable, ...], judge: Judge) -> dict[str, int]:
    """Return the feeder that defines each node."""
    defined: dict[str, int] = {}
    for at, table in enumerate(feeders):
        if table.to is None:
            continue
        if table.to == SOURCE:
            cure = "give the node another name"
            judge.wrong(("feeders", at, "to"), '"source" is the name of the busbar', cure)
        elif table.to in defined:
            first = shown(("feeders", defined[table.to]))
            problem = f"{first} defines the node {short(table.to)} already"
            judge.wrong(("feeders", at, "to"), problem, "one feeder feeds a node: name another")
        else:
            defined[table.to] = at
    return defined


def _known(feeders: tuple[FeederTable, ...], defined: dict[str, int], judge: Judge) -> None:
    for at, table in enumerate(feeders):
        if table.from_ is not None and table.from_ not in {SOURCE, *defined}:
            problem = f"there is no node {short(table.from_)}"
            judge.wrong(("feeders", at, "from"), problem, choose(table.from_, (SOURCE, *defined)))


def _walked(
    feeders: tuple[FeederTable, ...], children: dict[str, list[int]]
) -> tuple[list[int], list[int]]:
    """Walk from the source on."""
    order: list[int] = []
    parents: list[int] = []
    waiting = [(at, -1) for at in children.get(SOURCE, [])]
    for at, parent in waiting:
        order.append(at)
        parents.append(parent)
        waiting += [(below, len(order) - 1) for below in children.get(feeders[at].to or "", [])]
    return order, parents


def _loops(
    feeders: tuple[FeederTable, ...], reached: set[int], defined: dict[str, int], judge: Judge
) -> None:
    """Find each loop once; what only hangs on one follows from it."""
    seen = set(reached)
    for start in range(len(feeders)):
        trail: list[int] = []
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            trail.append(at)
            at = defined.get(feeders[at].from_ or "")
        if at is not None and at in trail:
            ring = trail[trail.index(at) :]
            problem = f"feeds itself: {_round(feeders, ring)}"
            judge.wrong(("feeders", at, "from"), problem, f"let one of them start at {SOURCE}")


def _round(feeders: tuple[FeederTable, ...], ring: list[int]) -> str:
    names = [short(feeders[at].to) for at in (*ring, ring[0])]
    if len(names) > _MANY:
        names = [*names[: _MANY - 2], "...", names[-1]]
    return " from ".join(names)
