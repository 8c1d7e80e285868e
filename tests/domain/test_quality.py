"""Doubt: the worst of several, and the age of a mark."""

import pytest

from stagewatt.domain.quality import Mark, Quality, worst


def test_the_worst_quality_wins_and_nothing_is_good() -> None:
    assert worst() is Quality.GOOD
    assert worst(Quality.GOOD, Quality.STALE, Quality.ESTIMATED) is Quality.STALE
    assert worst(Quality.MISSING, Quality.STALE) is Quality.MISSING


def test_age_counts_from_the_reading_and_never_is_none() -> None:
    assert Mark(Quality.GOOD, 1_000_000_000, "meter").age_s(3_500_000_000) == pytest.approx(2.5)
    assert Mark(Quality.MISSING, None, "meter").age_s(3_500_000_000) is None


def test_a_reading_from_the_future_has_no_negative_age() -> None:
    assert Mark(Quality.GOOD, 5, "meter").age_s(3) == 0
