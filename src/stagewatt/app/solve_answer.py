"""The answer to a network case: `network-result/1` for programs, a table for people."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable

from stagewatt.app.solve_case import Case
from stagewatt.physics.network.case import CaseAnswer, NodeAnswer

SCHEMA = "network-result/1"
_DIGITS = 6
_NO_VOLTS = 1e-9
"""Below this an angle says nothing: it is given as 0."""

Number = float | None


def result(case: Case, answer: CaseAnswer) -> dict[str, object]:
    """Return the answer as `network-result/1` has it; nodes in the order of the file."""
    whole: dict[str, object] = {
        "schema": SCHEMA,
        "converged": answer.converged,
        "iterations": answer.iterations,
    }
    if answer.message:
        whole["message"] = answer.message
    whole["nodes"] = {case.names[at]: _node(answer.nodes[at]) for at in case.shown_order}
    return whole


def _node(node: NodeAnswer) -> dict[str, object]:
    return {
        "v_ln_v": _named(("l1", "l2", "l3"), map(_size, node.v_ln_v)),
        "v_ln_angle_deg": _named(("l1", "l2", "l3"), map(_angle_deg, node.v_ln_v)),
        "v_ll_v": _named(("l12", "l23", "l31"), map(_size, node.v_ll_v)),
        "v_n_pe_v": _size(node.v_n_pe_v),
        "i_a": _named(("l1", "l2", "l3", "n"), map(_size, node.i_a)),
    }


def _named(keys: tuple[str, ...], values: Iterable[Number]) -> dict[str, Number]:
    return dict(zip(keys, values, strict=True))


def _size(value: complex | None) -> Number:
    return None if value is None else round(abs(value), _DIGITS)


def _angle_deg(value: complex | None) -> Number:
    if value is None:
        return None
    if abs(value) < _NO_VOLTS:
        return 0.0
    # Adding 0 makes a plain 0 of -0.0.
    return round(math.degrees(cmath.phase(value)), _DIGITS) + 0.0


_HEAD = ("node", "L1-N V", "L2-N V", "L3-N V", "L1-L2 V", "L2-L3 V", "L3-L1 V", "N-PE V")
_AMPS = ("L1 A", "L2 A", "L3 A", "N A")


def table(case: Case, answer: CaseAnswer) -> str:
    """Return the answer for people; a dash where nothing gives a value."""
    rows: list[tuple[str, ...]] = [(*_HEAD, *_AMPS)]
    rows += [(case.names[at], *_cells(answer.nodes[at])) for at in case.shown_order]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join((*lines, "", _verdict(answer)))


def _cells(node: NodeAnswer) -> tuple[str, ...]:
    values = (*node.v_ln_v, *node.v_ll_v, node.v_n_pe_v, *node.i_a)
    return tuple("-" if value is None else f"{abs(value):.3f}" for value in values)


def _verdict(answer: CaseAnswer) -> str:
    steps = "step" if answer.iterations == 1 else "steps"
    solved = "solved" if answer.converged else "NOT SOLVED"
    said = f"{solved} in {answer.iterations} {steps}" if answer.converged else solved
    return f"{said}: {answer.message}" if answer.message else said
