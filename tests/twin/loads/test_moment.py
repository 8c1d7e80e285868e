"""Faders: where they are, how long they stay there, and what no fader does."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid
from stagewatt.twin.loads.chance import around, share, tick
from stagewatt.twin.loads.moment import FULL, TICK_S, Level, faded

SHARES = st.floats(0, 1)


@given(SHARES, SHARES, st.floats(0, 1e6), st.floats(0, 100), st.floats(-5, 200))
def test_a_fader_stays_between_its_ends_and_holds_what_it_says(
    goal: float, begun: float, start_s: float, fade_s: float, gone_s: float
) -> None:
    level = Level(goal, begun, start_s, fade_s)
    t_s = start_s + gone_s
    value, left_s = level.held(t_s)
    assert min(goal, begun) - 0.001 <= value <= max(goal, begun) + 0.001
    assert left_s > 0.9e-6
    if math.isfinite(left_s):
        assert level.at(t_s + max(0.0, left_s * 0.9 - 2e-6)) == value


@given(SHARES, st.floats(0.5, 60))
def test_it_arrives(goal: float, fade_s: float) -> None:
    level = Level(goal, 0.0, 3.0, fade_s)
    assert level.at(2.9) == 0.0
    assert level.at(3.0 + fade_s) == goal
    assert level.held(3.0 + fade_s)[1] == math.inf
    seen = [level.at(3.0 + TICK_S * at) for at in range(int(fade_s / TICK_S))]
    assert seen == sorted(seen)


def test_a_fader_that_is_moved_again_begins_where_it_is() -> None:
    up = faded(Level(0.0, 0.0), 10.0, 1.0, 4.0)
    down = faded(up, 12.0, 0.0, 1.0)
    assert down.start_value == pytest.approx(0.5)
    assert down.at(20.0) == 0.0
    assert FULL.held(0.0) == (1.0, math.inf)


@pytest.mark.parametrize(
    ("value", "fade_s", "where"),
    [
        (-0.1, 0.0, "level"),
        (1.1, 0.0, "level"),
        (math.nan, 0.0, "level"),
        (0.5, -1.0, "fade_s"),
        (0.5, math.inf, "fade_s"),
        (0.5, math.nan, "fade_s"),
    ],
)
def test_what_no_fader_does_is_refused(value: float, fade_s: float, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        faded(FULL, 1.0, value, fade_s)
    assert caught.value.where == where


@given(st.integers(-(2**70), 2**70), st.integers(-(2**50), 2**50))
def test_chance_is_a_share_and_always_the_same(seed: int, number: int) -> None:
    assert 0 <= share(seed, number) < 1
    assert share(seed, number) == share(seed, number)
    assert 0.7 <= around(0.3, seed, number) <= 1.3
    assert around(0.3, seed, number) != around(0.3, seed, number + 1)
    assert around(0.3, seed, number) != around(0.3, seed + 1, number)


def test_chance_is_even() -> None:
    drawn = [share(7, at) for at in range(4000)]
    assert sum(drawn) / 4000 == pytest.approx(0.5, abs=0.02)
    assert sum(each < 0.1 for each in drawn) == pytest.approx(400, abs=60)
    assert abs(sum((a - 0.5) * (b - 0.5) for a, b in pairwise(drawn))) < 15


@given(st.integers(0, 10**15), st.sampled_from([0.01, 0.125, 0.25, 4.0]))
def test_ticks_end_when_they_say(t_ns: int, tick_s: float) -> None:
    t_s = t_ns / 1e9
    number, left_s = tick(t_s, tick_s)
    assert 0 < left_s <= tick_s + 2e-6
    assert tick(math.ceil((t_s + left_s) * 1e9) / 1e9, tick_s)[0] == number + 1
