"""The gate opens only for a suite that has seen every line and branch of the pure folders."""

from typing import Any

import pytest
from tools import coverage_gate as gate

Gaps = tuple[list[int], list[list[int]]]


def report(files: dict[str, Gaps], total: float = 99.0) -> dict[str, Any]:
    """What coverage writes, of which the gate reads these keys."""
    return {
        "totals": {"percent_covered": total},
        "files": {
            f"src/stagewatt/{name}.py": {
                "missing_lines": lines,
                "missing_branches": branches,
            }
            for name, (lines, branches) in files.items()
        },
    }


def test_full_coverage_opens_the_gate() -> None:
    assert gate.verdict(report({"domain/rack": ([], []), "app/cli": ([3], [[2, 3]])})) == []


@pytest.mark.parametrize("folder", gate.PURE)
def test_one_missed_line_in_a_pure_folder_shuts_it(folder: str) -> None:
    (reason,) = gate.verdict(report({f"{folder}/x": ([7, 9], [])}))
    assert reason.endswith(f"src/stagewatt/{folder}/x.py: lines 7, 9")


def test_a_missed_branch_is_named_with_its_ends() -> None:
    (reason,) = gate.verdict(report({"monitor/rules/x": ([], [[4, 6], [8, -1]])}))
    assert reason.endswith("branches 4->6, 8->exit")


def test_the_branches_of_a_missed_line_are_not_named_again() -> None:
    (reason,) = gate.verdict(report({"wire/x": ([4], [[4, 6]])}))
    assert "branches" not in reason


def test_too_little_in_all_shuts_it_and_names_the_largest_gaps() -> None:
    reasons = gate.verdict(
        report({"web/a": ([1], []), "web/b": ([1, 2], []), "web/c": ([], [])}, total=94.99)
    )
    assert reasons[0] == "total coverage 94.99 % is below 95 %"
    assert [each.split()[0] for each in reasons[1:]] == ["2", "1"]


def test_a_folder_of_the_same_name_elsewhere_is_not_pure() -> None:
    assert not gate.is_pure("src/stagewatt/web/domain/x.py")
    assert not gate.is_pure("src/stagewatt/__init__.py")
    assert not gate.is_pure("tests/domain/x.py")
    assert gate.is_pure("/somewhere/stagewatt/src/stagewatt/physics/trip/x.py")
