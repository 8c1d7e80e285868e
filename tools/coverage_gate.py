"""The coverage gate: enough over all, and every line and branch of the pure folders.

What decides about people's safety is pure, so there is no excuse for a line of it no test has seen.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

PURE = ("domain", "physics", "wire", "meters", "catalogue", "monitor")
TOTAL_PCT = 95.0


@dataclass(frozen=True)
class Missed:
    """What no test has run in one file."""

    path: str
    lines: tuple[int, ...]
    branches: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        parts = []
        if self.lines:
            parts.append(f"lines {', '.join(map(str, self.lines))}")
        if self.branches:
            parts.append(f"branches {', '.join(_arrow(*each) for each in self.branches)}")
        return f"{self.path}: {'; '.join(parts)}"


def _arrow(start: int, end: int) -> str:
    return f"{start}->{'exit' if end < 0 else end}"


def is_pure(path: str) -> bool:
    """Whether the file lies in one of the pure folders of the package."""
    _, package, inside = f"/{PurePath(path).as_posix()}".rpartition("/src/stagewatt/")
    return bool(package) and inside.partition("/")[0] in PURE


def missed(report: dict[str, Any]) -> Iterator[Missed]:
    """The pure files with something missed."""
    for path, found in sorted(report["files"].items()):
        lines = tuple(found["missing_lines"])
        # A line that was missed takes its branches with it: name it once.
        branches = tuple(
            (start, end) for start, end in found["missing_branches"] if start not in lines
        )
        if is_pure(path) and (lines or branches):
            yield Missed(path, lines, branches)


def verdict(report: dict[str, Any]) -> list[str]:
    """Why the gate stays shut; empty when it opens."""
    reasons = [f"not covered in a pure folder: {each}" for each in missed(report)]
    total = report["totals"]["percent_covered"]
    if total < TOTAL_PCT:
        reasons.append(f"total coverage {total:.2f} % is below {TOTAL_PCT:.0f} %")
        reasons += [f"  {line}" for line in _worst(report)]
    return reasons


def _worst(report: dict[str, Any]) -> list[str]:
    files = report["files"].items()
    gaps = sorted(((len(found["missing_lines"]), path) for path, found in files), reverse=True)
    return [f"{count} lines missed in {path}" for count, path in gaps[:10] if count]


def measured() -> dict[str, Any]:
    """The report of the run that just ended."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(target)]
        subprocess.run(command, check=True)
        report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return report


def main() -> int:
    report = measured()
    reasons = verdict(report)
    for reason in reasons:
        print(reason, file=sys.stderr)
    print(f"coverage {report['totals']['percent_covered']:.2f} %, branches included")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
