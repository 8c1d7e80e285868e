"""`stagewatt doctor`: what this machine and its network do to a node, with the cure."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec

from stagewatt.app.config import NodeConfig, at_line, load
from stagewatt.app.doctor_gather import gather
from stagewatt.app.doctor_judge import judge
from stagewatt.app.doctor_kinds import Diagnosis
from stagewatt.domain.errors import BadDocument


def run(argv: list[str]) -> int:
    """Print the findings, the bad ones first; return 0 when nothing is bad, 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="stagewatt doctor",
        description="Say what this machine and its network do to a node, with the cure.",
    )
    add = parser.add_argument
    add("--config", type=Path, metavar="FILE", help="look at what this configuration needs")
    add("--json", action="store_true", help="for programs")
    wants = parser.parse_args(argv)
    config, wrong = _config(wants.config)
    name = None if wants.config is None else str(wants.config)
    findings = judge(gather(config, name, wrong))
    print(as_json(findings) if wants.json else as_text(findings))
    return 1 if any(each.kind.level == "bad" for each in findings) else 0


def _config(path: Path | None) -> tuple[NodeConfig | None, str | None]:
    if path is None:
        return None, None
    try:
        return load(path), None
    except BadDocument as error:
        return None, at_line(str(path), error.findings[0])


def as_text(findings: Sequence[Diagnosis]) -> str:
    """Return the findings for people; what is fine takes one line each."""
    lines = []
    for each in findings:
        lines.append(f"{each.kind.level:<6} {each.what}")
        if each.kind.level != "ok":
            lines += [f"       {each.kind.means}", f"       {each.kind.cure}"]
    bad, watch = (sum(each.kind.level == level for each in findings) for level in ("bad", "watch"))
    lines.append(f"{bad} bad, {watch} to watch, {len(findings) - bad - watch} fine")
    return "\n".join(lines)


def as_json(findings: Sequence[Diagnosis]) -> str:
    """Return the findings for programs."""
    rows = [
        {
            "code": each.kind.code,
            "level": each.kind.level,
            "what": each.what,
            "means": each.kind.means,
            "cure": each.kind.cure or None,
        }
        for each in findings
    ]
    return msgspec.json.format(msgspec.json.encode({"findings": rows}), indent=2).decode()
