"""How far apart messages are: at once after a calm, never faster than allowed, never stuck."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stagewatt.mesh.core.pace import Pace

LEAST, MOST = 200, 4000


def test_it_slows_down_while_it_goes_on_and_is_quick_again_after_a_calm() -> None:
    pace = Pace(LEAST, MOST, 0)
    told = []
    for now in range(0, 20_000, 100):
        if pace.allows(now):
            pace.said(now)
            told.append(now)
    assert [b - a for a, b in pairwise(told)][:6] == [
        200,
        400,
        800,
        1600,
        3200,
        4000,
    ]
    calm = told[-1] + 2 * MOST
    pace.said(calm)
    assert pace.allows(calm + LEAST)


@given(st.lists(st.integers(1, 10_000), max_size=50))
def test_two_are_never_nearer_than_the_least_and_one_never_waits_longer_than_the_most(
    waits: list[int],
) -> None:
    pace, now, last = Pace(LEAST, MOST, 0), 0, None
    for wait in waits:
        now += wait
        allowed = pace.allows(now)
        assert not allowed or last is None or now - last >= LEAST
        assert allowed or (last is not None and now - last < MOST)
        if allowed:
            pace.said(now)
            last = now
