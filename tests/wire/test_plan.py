"""Read plans: each wanted register once, in few reads, never across a border."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.wire.plan import Span, plan

SPANS = st.lists(st.builds(Span, st.integers(0, 400), st.integers(0, 4)), max_size=40)
BORDERS = st.lists(st.integers(0, 420), max_size=6)


def allowed(spans: list[Span], borders: list[int]) -> list[int]:
    """Keep the borders that no wanted span crosses."""
    return [b for b in borders if not any(s.address < b < s.end for s in spans)]


@pytest.mark.unmeasured
@given(spans=SPANS, borders=BORDERS, max_words=st.integers(160, 200), hole_cost=st.integers(0, 30))
def test_every_wanted_register_is_read_exactly_once_within_the_rules(
    spans: list[Span], borders: list[int], max_words: int, hole_cost: int
) -> None:
    walls = allowed(spans, borders)

    reads = plan(spans, max_words=max_words, borders=walls, hole_cost=hole_cost)

    brought = [address for read in reads for address in range(read.address, read.end)]
    assert len(brought) == len(set(brought))
    assert {a for s in spans for a in range(s.address, s.end)} <= set(brought)
    assert all(1 <= read.words <= max_words for read in reads)
    assert not any(read.address < wall < read.end for read in reads for wall in walls)
    assert list(reads) == sorted(reads)


@pytest.mark.unmeasured
@given(spans=SPANS, max_words=st.integers(160, 200))
def test_a_wanted_span_is_never_split(spans: list[Span], max_words: int) -> None:
    reads = plan(spans, max_words=max_words)

    for span in spans:
        if span.words:
            assert any(r.address <= span.address and span.end <= r.end for r in reads)


@pytest.mark.unmeasured
@given(
    starts=st.lists(st.integers(0, 30), min_size=1, max_size=7, unique=True),
    max_words=st.integers(2, 12),
    hole_cost=st.integers(0, 9),
)
def test_no_other_plan_is_cheaper(starts: list[int], max_words: int, hole_cost: int) -> None:
    spans = [Span(start * 3, 2) for start in sorted(starts)]

    def cost(reads: tuple[Span, ...] | list[Span]) -> int:
        return sum(hole_cost + read.words for read in reads)

    cheapest = min(
        cost(reads)
        for many in range(len(spans))
        for cuts in combinations(range(1, len(spans)), many)
        for edges in [(0, *cuts, len(spans))]
        for reads in [
            [
                Span(spans[a].address, spans[b - 1].end - spans[a].address)
                for a, b in pairwise(edges)
            ]
        ]
        if all(read.words <= max_words for read in reads)
    )

    assert cost(plan(spans, max_words=max_words, hole_cost=hole_cost)) == cheapest


def test_a_small_hole_is_read_along_and_a_large_one_is_not() -> None:
    spans = [Span(0, 2), Span(10, 2), Span(21, 2)]

    assert plan(spans, hole_cost=9) == (Span(0, 23),)
    assert plan(spans, hole_cost=8) == (Span(0, 12), Span(21, 2))
    assert plan(spans, hole_cost=0) == tuple(spans)


def test_a_border_must_start_a_read_of_its_own() -> None:
    assert plan([Span(0, 2), Span(2, 2)], borders=[2]) == (Span(0, 2), Span(2, 2))
    assert plan([Span(0, 2), Span(4, 2)], borders=[3]) == (Span(0, 2), Span(4, 2))


def test_spans_that_share_registers_are_read_together() -> None:
    assert plan([Span(0, 4), Span(2, 4), Span(3, 1)]) == (Span(0, 6),)


def test_nothing_wanted_is_nothing_read() -> None:
    assert plan([]) == ()
    assert plan([Span(7, 0)]) == ()


@pytest.mark.parametrize(
    ("spans", "max_words", "borders"),
    [([Span(0, 3)], 2, []), ([Span(0, 2)], 125, [1]), ([Span(0, 2), Span(1, 2)], 2, [])],
)
def test_a_span_that_cannot_be_read_at_once_is_refused(
    spans: list[Span], max_words: int, borders: list[int]
) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        plan(spans, max_words=max_words, borders=borders)
