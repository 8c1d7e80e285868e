from hypothesis import given
from hypothesis import strategies as st

from stagewatt.drivers.schedule import Grid

INSTANTS = st.integers(0, 10**18)
PERIODS = st.integers(1, 10**11)


@given(INSTANTS, PERIODS, INSTANTS, INSTANTS)
def test_due_is_on_the_grid_in_the_future_and_not_too_early(
    start_ns: int, period_ns: int, now_ns: int, earliest_ns: int
) -> None:
    due_ns = Grid(start_ns, period_ns).due_ns(now_ns, earliest_ns=earliest_ns)
    assert (due_ns - start_ns) % period_ns == 0
    assert due_ns >= start_ns
    assert due_ns > now_ns
    assert due_ns >= earliest_ns
    # ... and it is the first such instant.
    before_ns = due_ns - period_ns
    assert before_ns < start_ns or before_ns <= now_ns or before_ns < earliest_ns


def test_slots_that_passed_meanwhile_are_left_out() -> None:
    grid = Grid(start_ns=1000, period_ns=100)
    assert grid.due_ns(1000) == 1100
    assert grid.due_ns(1099) == 1100
    assert grid.due_ns(1100) == 1200
    assert grid.due_ns(1555) == 1600


def test_it_does_not_drift() -> None:
    """However late each poll ends within its slot, the thousandth is due where it belongs."""
    grid = Grid(start_ns=0, period_ns=100)
    now_ns = 0
    for lateness_ns in range(1000):
        now_ns = grid.due_ns(now_ns) + lateness_ns % 99
    assert grid.due_ns(now_ns) == 100 * 1001


def test_a_delay_ends_on_the_grid() -> None:
    grid = Grid(start_ns=7, period_ns=100)
    assert grid.due_ns(10, earliest_ns=307) == 307
    assert grid.due_ns(10, earliest_ns=308) == 407
    assert grid.due_ns(0, earliest_ns=0) == 7
