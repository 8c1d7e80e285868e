"""Load words and lamps: each family's table at its very limits, and the release band."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.rack import RackModel
from stagewatt.domain.view import Indicator, LampColor, LampPattern, Load
from stagewatt.monitor.indicator import (
    UNKNOWN_LAMP,
    UNKNOWN_LEVEL,
    WORDS,
    Levels,
    lamps,
    levels,
)

OFF = ("off", "steady")
GREEN = ("green", "steady")
SLOW = ("red", "slow")
FAST = ("red", "fast")


@pytest.mark.parametrize(
    ("family", "i_a", "word", "lamp"),
    [
        ("smartpdu", 0.0, Load.NONE, OFF),
        ("smartpdu", 0.09, Load.NONE, OFF),
        ("smartpdu", 0.1, Load.OK, GREEN),
        ("smartpdu", 14.39, Load.OK, GREEN),
        ("smartpdu", 14.4, Load.HIGH, GREEN),
        ("smartpdu", 16.0, Load.HIGH, GREEN),
        ("smartpdu", 16.01, Load.OVERLOAD, SLOW),
        ("smartpdu", 20.0, Load.OVERLOAD, SLOW),
        ("smartpdu", 20.01, Load.SERIOUS, FAST),
        ("c12", 0.05, Load.NONE, OFF),
        ("c12", 16.0, Load.HIGH, GREEN),
        ("c12", 18.0, Load.OVERLOAD, SLOW),
        ("c12", 25.0, Load.SERIOUS, FAST),
        ("c24", 0.05, Load.NONE, OFF),
        ("c24", 14.39, Load.OK, GREEN),
        ("c24", 14.4, Load.HIGH, SLOW),
        ("c24", 16.01, Load.OVERLOAD, SLOW),
        ("c24", 20.01, Load.SERIOUS, SLOW),
    ],
)
def test_the_family_decides_word_and_lamp(
    model_of: Callable[..., RackModel],
    family: str,
    i_a: float,
    word: Load,
    lamp: tuple[str, str],
) -> None:
    rule = model_of(family).indicator
    level = levels(rule).level(i_a, UNKNOWN_LEVEL)
    assert WORDS[level] is word
    assert lamps(rule).by_level[level] == Indicator(LampColor(lamp[0]), LampPattern(lamp[1]))


def test_only_a_c24_shows_a_tripped_way(model_of: Callable[..., RackModel]) -> None:
    assert lamps(model_of("smartpdu").indicator).tripped is None
    assert lamps(model_of("c12").indicator).tripped is None
    assert lamps(model_of("c24").indicator).tripped == Indicator(LampColor.RED, LampPattern.STEADY)


def test_a_family_without_a_table_has_unknown_lamps_but_words(
    model_of: Callable[..., RackModel],
) -> None:
    rule = model_of("home-made").indicator
    assert set(lamps(rule).by_level) == {UNKNOWN_LAMP}
    assert WORDS[levels(rule).level(17.0, UNKNOWN_LEVEL)] is Load.OVERLOAD


def test_noise_around_a_limit_does_not_flap(model_of: Callable[..., RackModel]) -> None:
    rule = levels(model_of().indicator)
    level, words = UNKNOWN_LEVEL, []
    for i_a in (15.9, 16.01, 15.99, 15.7, 15.6, 16.01, 14.2, 14.0, 0.09, 0.079, 0.09, 0.1):
        level = rule.level(i_a, level)
        words.append(WORDS[level].value)
    assert words == [
        *("high", "overload", "overload", "overload", "high", "overload"),
        *("high", "ok", "ok", "none", "none", "ok"),
    ]


AMPS = st.floats(0.0, 200.0)
LEVEL = st.integers(UNKNOWN_LEVEL, len(WORDS) - 1)


@pytest.fixture(scope="module")
def rule(model_of: Callable[..., RackModel]) -> Levels:
    return levels(model_of().indicator)


@given(i_a=AMPS, more=AMPS, before=LEVEL)
def test_more_current_is_never_a_lower_level_and_history_only_holds_up(
    rule: Levels, i_a: float, more: float, before: int
) -> None:
    level = rule.level(i_a, before)
    assert level >= rule.level(i_a, UNKNOWN_LEVEL)
    assert rule.level(i_a + more, before) >= level
    assert rule.level(i_a, level) == level
