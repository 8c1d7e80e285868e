"""Random networks through `stagewatt solve` and through OpenDSS: prints the worst difference.

OpenDSS (EPRI, through opendssdirect.py) is the witness: another program, another method, with the
neutral as a conductor of its own. Its model is built without what it adds on its own account: each
piece of conductor is a reactor (its lines have a capacitance to earth), ideal pieces share one
node, ideal EMFs have 0.1 micro-ohm, and its loads keep their model at any voltage.

    .venv/bin/python -m tools.compare_opendss [--count 300] [--seed S]
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import opendssdirect as dss  # type: ignore[import-untyped]
from tools.network_cases import CONDUCTORS, PHASES, Case, case_of, text_of

from stagewatt.app.solve import answered
from stagewatt.app.solve_answer import result
from stagewatt.app.solve_case import check_text

BAR_V = 0.00001 * 230
"""0.001 % of 230 V."""
PROGRAM_RUNS = 5
_IDEAL_EMF_OHM = 1e-7
_MODELS = {"power": 1, "impedance": 2, "current": 5}
_STEPS = 2000

Terminal = tuple[str, str]
Volts = dict[Terminal, complex]


class Witness:
    """A case as OpenDSS has it: every electrical node is a node of the one bus `x`."""

    def __init__(self, case: Case) -> None:
        """Join ideal pieces to one node and give each node a number; 0 is earth."""
        self.case = case
        self.joined: dict[Terminal, Terminal] = {}
        self.numbers: dict[Terminal, int] = {("", "earth"): 0}
        self.pieces: list[tuple[Terminal, Terminal, list[float]]] = []
        source = case["source"]
        if "N" not in source["open"]:
            self._piece(("source", "N"), ("", "earth"), source["z_neutral_ohm"])
        for feeder in case["feeders"]:
            for wire in CONDUCTORS:
                if wire not in feeder["open"]:
                    z = feeder["z_neutral_ohm" if wire == "N" else "z_phase_ohm"]
                    self._piece((feeder["to"], wire), (feeder["from"], wire), z)

    def solved(self) -> Volts | None:
        """Return the volts to earth, None where OpenDSS finds no answer."""
        for line in self.commands():
            dss.Text.Command(line)
        try:
            dss.Solution.Solve()
        except dss.DSSException:
            return None
        if not dss.Solution.Converged():
            return None
        raw = dss.Circuit.YNodeVArray()
        pairs = zip(raw[::2], raw[1::2], strict=True)
        volts = {int(n.split(".")[1]): complex(*v) for n, v in zip(_order(), pairs, strict=True)}
        volts[0] = 0j
        nodes = [(f["to"], w) for f in self.case["feeders"] for w in CONDUCTORS]
        return {n: volts[self._number(n)] for n in nodes if self._number(n) in volts}

    def commands(self) -> list[str]:
        """Return OpenDSS's script of the case."""
        lines = ["clear", "set defaultbasefrequency=50"]
        lines += [self._emf(k, wire) for k, wire in enumerate(PHASES)]
        for number, (a, b, (r, x)) in enumerate(self.pieces):
            ends = f"bus1=x.{self._number(a)} bus2=x.{self._number(b)}"
            lines.append(f"new reactor.r{number} phases=1 {ends} r={r!r} x={x!r} basefreq=50")
        for number, load in enumerate(self.case["loads"]):
            ends = ".".join(str(self._number((load["node"], w))) for w in (load["phase"], "N"))
            lines.append(
                f"new load.l{number} phases=1 bus1=x.{ends} model={_MODELS[load['model']]}"
                f" kv={load['v_nom_v'] / 1000!r} kw={load['p_w'] / 1000!r}"
                f" kvar={load['q_var'] / 1000!r} vminpu=0 vlowpu=0 vmaxpu=1000 basefreq=50"
            )
        return [*lines, "set tolerance=1e-11", f"set maxiterations={_STEPS}"]

    def _emf(self, number: int, wire: str) -> str:
        source = self.case["source"]
        r, x = source["z_phase_ohm"] if any(source["z_phase_ohm"]) else (_IDEAL_EMF_OHM, 0.0)
        at = ("lost", wire) if wire in source["open"] else ("source", wire)
        what = "circuit.c" if number == 0 else f"vsource.s{number}"
        return (
            f"new {what} phases=1 bus1=x.{self._number(at)} bus2=x.0 pu=1 basefreq=50 frequency=50"
            f" basekv={source['v_ln_v'][number] / 1000!r} angle={source['angle_deg'][number]!r}"
            f" r1={r!r} x1={x!r} r0={r!r} x0={x!r}"
        )

    def _piece(self, a: Terminal, b: Terminal, z_ohm: list[float]) -> None:
        if any(z_ohm):
            self.pieces.append((a, b, z_ohm))
        else:
            self.joined[self._one(a)] = self._one(b)

    def _one(self, terminal: Terminal) -> Terminal:
        while terminal in self.joined:
            terminal = self.joined[terminal]
        return terminal

    def _number(self, terminal: Terminal) -> int:
        return self.numbers.setdefault(self._one(terminal), len(self.numbers))


def _order() -> list[str]:
    return list(dss.Circuit.YNodeOrder())


@dataclass
class Report:
    """What was compared: `worst` and its case, counts by outcome, failures of the program."""

    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    deviations_v: list[tuple[float, str, str]] = field(default_factory=list)
    only_opendss: list[str] = field(default_factory=list)
    program: list[str] = field(default_factory=list)

    @property
    def worst(self) -> tuple[float, str, str]:
        """The largest difference, its case and what differed there."""
        return max(self.deviations_v, default=(math.inf, "", "nothing was compared"))


def compare(count: int, seed: str, *, program_runs: int = 0) -> Report:
    """Solve `count` cases both ways; the first few through the program itself as well."""
    report = Report()
    for number in range(count):
        name = f"{seed}-{number}"
        kind, case = case_of(name)
        ours = answer_of(text_of(case))
        if number < program_runs and answer_of_program(text_of(case)) != ours:
            report.program.append(name)
        theirs = Witness(case).solved()
        both = ours["converged"] and theirs is not None
        one = "only OpenDSS" if theirs is not None else "only stagewatt"
        none = "neither" if theirs is None else one
        report.outcomes["both" if both else one if ours["converged"] else none] += 1
        if both and theirs is not None:
            report.kinds[kind] += 1
            worst_v, what = deviation_v(ours, theirs)
            report.deviations_v.append((worst_v, f"{name} ({kind})", what))
        elif theirs is not None:
            report.only_opendss.append(f"{name} ({kind})")
    return report


def answer_of(text: str) -> dict[str, Any]:
    """Return what `stagewatt solve --json` answers, by the functions that it calls."""
    case, findings = check_text(text, "case.toml")
    if case is None:
        raise ValueError(findings)
    return result(case, answered(case))


def answer_of_program(text: str) -> dict[str, Any]:
    """Return what the program prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.toml"
        path.write_text(text)
        words = [sys.executable, "-m", "stagewatt", "solve", str(path), "--json"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    answer: dict[str, Any] = json.loads(done.stdout)
    if done.returncode != (0 if answer["converged"] else 3):
        raise ValueError(f"exit status {done.returncode}")
    return answer


def deviation_v(ours: dict[str, Any], theirs: Volts) -> tuple[float, str]:
    """Return the largest difference of any voltage that has a value, and what it is."""
    worst = (0.0, "")
    for name, node in ours["nodes"].items():
        for what, mine, (a, b) in _voltages(name, node):
            if mine is not None and a in theirs and (b in theirs or b == _EARTH):
                other = abs(theirs[a] - theirs.get(b, 0j))
                worst = max(worst, (abs(mine - other), f"{what} of {name}"))
    return worst


_EARTH = ("", "earth")


def _voltages(
    name: str, node: dict[str, Any]
) -> list[tuple[str, float | None, tuple[Terminal, Terminal]]]:
    found = [(p, node["v_ln_v"][p.lower()], ((name, p), (name, "N"))) for p in PHASES]
    for a, b, key in (("L1", "L2", "l12"), ("L2", "L3", "l23"), ("L3", "L1", "l31")):
        found.append((key, node["v_ll_v"][key], ((name, a), (name, b))))
    return [*found, ("N-PE", node["v_n_pe_v"], ((name, "N"), _EARTH))]


def main() -> int:
    """Print the comparison; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", default="stagewatt")
    wants = parser.parse_args()
    report = compare(wants.count, wants.seed, program_runs=PROGRAM_RUNS)
    worst_v, case, what = report.worst
    print(f"{wants.count} cases, seed {wants.seed}: {dict(report.outcomes)}")
    print(f"solved by both, by kind: {dict(report.kinds)}")
    print(f"worst: {worst_v * 1e3:.4f} mV, {worst_v / 2.30:.7f} % of 230 V: {what}, case {case}")
    print(f"OpenDSS solved and stagewatt did not: {report.only_opendss or 'none'}")
    print(f"the program told otherwise than the function: {report.program or 'never'}")
    bad = worst_v > BAR_V or report.only_opendss or report.program
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
