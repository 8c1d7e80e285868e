"""`stagewatt solve CASE.toml`: the voltages and currents of a four-wire network."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from stagewatt.app.config import at_line
from stagewatt.app.solve_answer import result, table
from stagewatt.app.solve_case import Case, load
from stagewatt.domain.errors import BadDocument
from stagewatt.physics.network.case import CaseAnswer, solved

SOLVED, WRONG_FILE, NO_ANSWER = 0, 2, 3


def run(argv: list[str]) -> int:
    """Solve a case and print the answer; return 0, 2 for a wrong file, 3 where there is none."""
    parser = argparse.ArgumentParser(
        prog="stagewatt solve",
        description="Solve a four-wire network: exit status 0, 2 for a wrong file (everything that "
        "is wrong goes to standard error), 3 for loads without an answer (voltage collapse)",
    )
    parser.add_argument("case", metavar="CASE.toml", type=Path)
    parser.add_argument("--json", action="store_true", help="network-result/1, as JSON")
    wants = parser.parse_args(argv)
    try:
        case = load(wants.case)
    except BadDocument as error:
        for finding in error.findings:
            print(at_line(error.document, finding), file=sys.stderr)
        return WRONG_FILE
    answer = answered(case)
    if wants.json:
        print(msgspec.json.format(msgspec.json.encode(result(case, answer)), indent=2).decode())
    else:
        print(table(case, answer))
    return SOLVED if answer.converged else NO_ANSWER


def answered(case: Case) -> CaseAnswer:
    """Return the answer to a case."""
    return solved(case.tree, (case.emf_v,), case.loads)
