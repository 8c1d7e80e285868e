from hypothesis import given
from hypothesis import strategies as st

from stagewatt.drivers.backoff import FIRST_S, JITTER, LONGEST_S, Backoff


def after(failures: int) -> Backoff:
    state = Backoff()
    for _ in range(failures):
        state = state.failed()
    return state


def test_one_failure_waits_for_nothing_then_the_delay_doubles_up_to_the_cap() -> None:
    delays = [after(n).delay_s(0.0) for n in range(9)]
    assert delays == [0.0, 0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_it_never_overflows() -> None:
    assert Backoff(10**9).delay_s(0.0) == LONGEST_S


@given(st.integers(2, 10_000), st.floats(0, 1))
def test_chance_takes_off_a_quarter_at_most(failures: int, chance: float) -> None:
    whole_s = Backoff(failures).delay_s(0.0)
    delay_s = Backoff(failures).delay_s(chance)
    assert FIRST_S * (1 - JITTER) <= delay_s <= LONGEST_S
    assert whole_s * (1 - JITTER) <= delay_s <= whole_s


@given(st.integers(0, 100))
def test_it_never_gets_shorter_with_more_failures(failures: int) -> None:
    assert Backoff(failures).delay_s(0.5) <= Backoff(failures).failed().delay_s(0.5)
