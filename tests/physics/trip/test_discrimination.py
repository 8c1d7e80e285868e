"""Who opens first: way, X9, main."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from stagewatt.physics.trip.band import Band
from stagewatt.physics.trip.curves import LONG, MEDIUM, SHORT, Instantaneous
from stagewatt.physics.trip.discrimination import (
    Device,
    Outcome,
    Span,
    breaker,
    compare,
    first,
    main,
    spans,
)
from stagewatt.physics.trip.electronic import Settings

FACTORY = Settings(ir_a=400.0, isd_a=2400.0, ii_a=4000.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4)
WAY, X9, MAIN = breaker("A1", 16, MEDIUM), breaker("X9", 32, MEDIUM), main("main", FACTORY)


def test_a_way_is_selective_to_the_main_up_to_its_instantaneous_band() -> None:
    found = spans(WAY, MAIN, 10.0, 10_000.0)
    assert [span.outcome for span in found] == [Outcome.SELECTIVE, Outcome.UNDETERMINED]
    assert found[0].to_a == pytest.approx(0.8 * 4000, rel=1e-4)
    assert found[0].to_a == found[1].from_a
    assert (found[0].from_a, found[1].to_a) == (10.0, 10_000.0)


def test_with_ii_at_its_lowest_that_ends_early() -> None:
    low = main("main", replace(FACTORY, ir_a=160.0, isd_a=None, ii_a=600.0))
    found = spans(breaker("X9", 32, LONG), low, 10.0, 2_000.0)
    assert found[0].outcome is Outcome.SELECTIVE
    assert found[0].to_a == pytest.approx(0.8 * 600, rel=1e-4)
    assert found[1].outcome is Outcome.UNDETERMINED


def test_other_load_on_the_main_counts() -> None:
    busy = main("main", FACTORY, other_a=390.0)
    assert busy.band(40.0).verdict != MAIN.band(40.0).verdict
    assert busy.band(40.0) == MAIN.band(430.0)


def test_not_selective_is_when_the_upper_one_is_first_for_sure() -> None:
    slow, fast = breaker("below", 16, LONG), breaker("above", 16, SHORT)
    assert compare(slow, fast, 32.0) is Outcome.NOT_SELECTIVE
    assert compare(fast, slow, 32.0) is Outcome.SELECTIVE
    assert compare(slow, fast, 16.0) is Outcome.SELECTIVE  # nobody opens


def test_equal_curves_one_size_apart_are_undetermined() -> None:
    assert compare(WAY, X9, 32.0) is Outcome.SELECTIVE
    assert compare(WAY, X9, 100.0) is Outcome.UNDETERMINED


def test_who_may_be_first() -> None:
    assert first([WAY, X9, MAIN], 16.0) == ()
    assert first([WAY, X9, MAIN], 30.0) == ("A1",)
    assert first([WAY, X9, MAIN], 100.0) == ("A1", "X9")
    assert first([WAY, X9, MAIN], 5000.0) == ("A1", "X9", "main")
    sure = breaker("A1", 16, MEDIUM, Instantaneous.C)
    assert first([sure, MAIN], 5000.0) == ("A1", "main")


def test_a_range_must_be_one() -> None:
    for from_a, to_a in ((0.0, 1.0), (2.0, 1.0)):
        with pytest.raises(ValueError, match="range"):
            spans(WAY, MAIN, from_a, to_a)


def test_one_outcome_is_one_span() -> None:
    never = Device("never", lambda _: Band(math.inf, math.inf, math.inf))
    assert spans(WAY, never, 1.0, 100.0) == (Span(1.0, 100.0, Outcome.SELECTIVE),)
