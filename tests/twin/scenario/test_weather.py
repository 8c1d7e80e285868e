import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.twin.scenario.script import Turn
from stagewatt.twin.scenario.weather import Course, Weather

DRY = Weather(Course.standing(20.0), Course.standing(0.0))
SECONDS = st.floats(0, 1e5)


def test_weather_stands_until_it_is_told_to_turn() -> None:
    assert DRY.ambient_c.at(0.0) == DRY.ambient_c.at(1e6) == 20.0
    assert DRY.turned(Turn(ambient_c=None, rain=None, over_s=5.0), 100.0) == DRY


def test_it_turns_in_a_straight_line() -> None:
    after = DRY.turned(Turn(ambient_c=10.0, rain=1.0, over_s=100.0), 50.0)
    assert [after.rain.at(t) for t in (0.0, 50.0, 75.0, 150.0, 1e4)] == [0, 0, 0.25, 1, 1]
    assert after.ambient_c.at(100.0) == pytest.approx(15.0)


def test_it_turns_at_once_and_again_from_where_it_is() -> None:
    wet = DRY.turned(Turn(ambient_c=None, rain=1.0, over_s=0.0), 10.0)
    assert wet.rain.at(10.0) == 1.0
    half = DRY.turned(Turn(ambient_c=None, rain=1.0, over_s=100.0), 0.0)
    back = half.turned(Turn(ambient_c=None, rain=0.0, over_s=10.0), 50.0)
    assert back.rain.at(50.0) == pytest.approx(0.5)
    assert back.rain.at(60.0) == 0.0


@given(st.floats(0, 1), st.floats(0, 1), SECONDS, SECONDS, SECONDS)
def test_it_never_leaves_what_lies_between(
    start: float, goal: float, from_s: float, over_s: float, t_s: float
) -> None:
    course = Course.standing(start).turned(goal, from_s, over_s)
    assert min(start, goal) - 1e-9 <= course.at(t_s) <= max(start, goal) + 1e-9
