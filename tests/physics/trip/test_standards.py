"""The standards' own bands, and what stands before and between their columns."""

from __future__ import annotations

import math
from typing import Any

import pytest

from stagewatt.physics.trip import standards
from stagewatt.physics.trip.band import HELD, Band, Verdict, earliest, on_log_paper, reaches
from stagewatt.physics.trip.curves import Instantaneous

Golden = dict[str, dict[str, Any]]


def agrees(found: Band, row: dict[str, Any]) -> bool:
    shortest_s = row.get("shortest_s", found.t_min_s)
    told = (row["verdict"], shortest_s, row.get("longest_s", math.inf))
    return told == (found.verdict, found.t_min_s, found.t_max_s)


def test_household_breakers(trips: Golden) -> None:
    for row in trips["standards"]["household"]:
        letter = Instantaneous(row["letter"])
        assert agrees(standards.household(row["rated_a"], letter, row["multiple"]), row), row


def test_industrial_breakers(trips: Golden) -> None:
    for row in trips["standards"]["industrial"]:
        assert agrees(standards.industrial(row["rated_a"], row["multiple"]), row), row


@pytest.mark.parametrize(
    ("multiple", "shortest_s", "longest_s"),
    [(0.8, 0.2, math.inf), (0.81, 0.0, math.inf), (1.19, 0.0, math.inf), (1.2, 0.0, 0.2)],
)
def test_the_instantaneous_setting(multiple: float, shortest_s: float, longest_s: float) -> None:
    found = standards.industrial_instantaneous(multiple)
    assert (found.t_min_s, found.t_max_s) == (shortest_s, longest_s)


def test_verdicts_and_the_earliest_of_none() -> None:
    assert earliest([]) == HELD
    assert earliest([HELD, Band(1.0, math.inf, 2.0), Band(3.0, 4.0, 5.0)]) == Band(1.0, 4.0, 2.0)
    assert HELD.verdict is Verdict.HOLDS
    assert not reaches(1e9, None)


def test_double_logarithmic_paper() -> None:
    rows = ((1.0, 100.0), (10.0, 1.0), (100.0, 0.1))
    assert on_log_paper(rows, 0.1) == pytest.approx(1e4)
    assert on_log_paper(rows, 10**0.5) == pytest.approx(10.0)
    assert on_log_paper(rows, 10.0) == pytest.approx(1.0)
    assert on_log_paper(rows, 100.0) == on_log_paper(rows, 1e6) == 0.1
