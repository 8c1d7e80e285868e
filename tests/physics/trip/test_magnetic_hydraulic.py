"""Way breakers: the band's points, and what must hold for any of them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.physics.trip.magnetic_hydraulic import Release, advanced, trip_time_s

releases = st.builds(Release, percentile=st.floats(0, 1), pickup=st.floats(1.0, 1.249))
multiples = st.floats(0.0, 40.0)


def test_the_band(golden: dict[str, Any]) -> None:
    band = golden["trip"]["medium"]
    for percentile, row in ((0.0, "shortest_s"), (0.5, "middle_s"), (1.0, "longest_s")):
        release = Release(percentile=percentile, pickup=1.1)
        times = [trip_time_s(release, n) for n in band["multiples"]]
        assert times == pytest.approx(band[row], rel=0.007), row


def test_sixteen_amps_are_held_for_ever_and_twenty_trip_inside_the_band() -> None:
    for percentile in (0.0, 0.5, 1.0):
        release = Release(percentile=percentile, pickup=1.0)
        assert math.isinf(trip_time_s(release, 16.0 / 16))
        assert 9.999 <= trip_time_s(release, 20.0 / 16) <= 120.001
        assert 0.00999 <= trip_time_s(release, 160.0 / 16) <= 0.25001


def test_above_the_flux_limit_the_time_stays() -> None:
    release = Release(percentile=1.0, pickup=1.1)
    assert trip_time_s(release, 12.0) == trip_time_s(release, 100.0) == pytest.approx(0.02)


def test_the_armature_falls_back_within_seconds() -> None:
    release = Release(percentile=0.5, pickup=1.1)
    assert advanced(release, 0.8, 0.5, 6.0) < 0.05
    assert advanced(release, 0.0, 0.5, 6.0) == 0.0


@pytest.mark.parametrize(
    ("percentile", "pickup"), [(-0.1, 1.1), (1.1, 1.1), (0.5, 0.99), (0.5, 1.25)]
)
def test_a_breaker_outside_its_band_is_refused(percentile: float, pickup: float) -> None:
    with pytest.raises(ValueError, match="band"):
        Release(percentile=percentile, pickup=pickup)


@given(releases, multiples, multiples)
def test_a_higher_current_never_trips_later(release: Release, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert trip_time_s(release, high) <= trip_time_s(release, low) * (1 + 1e-9)


@given(releases, st.floats(0.0, 1.0), st.floats(0.001, 1e9))
def test_rated_current_moves_nothing(release: Release, multiple: float, dt_s: float) -> None:
    assert advanced(release, 0.0, multiple, dt_s) == 0.0


@pytest.mark.unmeasured
@given(releases, st.lists(st.tuples(multiples, st.floats(0, 5)), max_size=20))
def test_more_current_at_every_instant_never_leaves_less_progress(
    release: Release, history: list[tuple[float, float]]
) -> None:
    less = more = 0.0
    for multiple, extra in history:
        less = advanced(release, less, multiple, 0.01)
        more = advanced(release, more, multiple + extra, 0.01)
        assert more >= less * (1 - 1e-9)


@given(releases, st.floats(1.3, 40.0))
def test_a_constant_current_trips_at_its_time(release: Release, multiple: float) -> None:
    seconds = trip_time_s(release, multiple)
    halfway = advanced(release, 0.0, multiple, seconds / 2)
    assert halfway == pytest.approx(0.5)
    assert advanced(release, halfway, multiple, seconds / 2) == pytest.approx(1.0)
