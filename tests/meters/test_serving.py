"""What a simulated meter answers: its blocks, their gaps, and nothing beyond them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Unknown
from stagewatt.meters.registry import METERS, meter
from stagewatt.meters.serving import Serving, moved
from stagewatt.meters.table import Block, Fixed, MeterTable, Point
from stagewatt.wire.codecs import FLOAT32_BE, U16, Integer
from stagewatt.wire.plan import Span

WIDE = Integer(2)


def table(*blocks: Block, points: tuple[Point, ...] = (Point("a", 10, WIDE),)) -> MeterTable:
    return MeterTable(
        name="toy", title="Toy", source="made up", function=3, points=points, blocks=blocks
    )


MAIN = Block(title="main", function=3, span=Span(10, 6), fixed=(Fixed("mark", 14, (7,)),))
COPY = Block(title="copy", function=3, span=Span(100, 2), points=(Point("a", 100, U16),))
OTHER = Block(title="other", function=4, span=Span(10, 1), points=(Point("b", 10, U16),))
TOY = Serving(table(MAIN, COPY, OTHER))
VALUES = {"a": 0x0001_0002, "b": 3.0}


def test_a_block_is_answered_with_zeros_between_its_values() -> None:
    assert TOY.functions == {3, 4}
    assert TOY.words(3, Span(10, 6), VALUES) == (1, 2, 0, 0, 7, 0)
    assert TOY.words(3, Span(100, 2), VALUES) == (0xFFFF, 0)
    assert TOY.words(4, Span(10, 1), VALUES) == (3,)


def test_a_read_may_begin_and_end_inside_a_value() -> None:
    assert TOY.words(3, Span(11, 2), VALUES) == (2, 0)
    assert TOY.words(3, Span(10, 1), VALUES) == (1,)


def test_beyond_a_block_nothing_is_answered() -> None:
    for span in (Span(9, 2), Span(15, 2), Span(10, 92), Span(50, 1)):
        assert TOY.words(3, span, VALUES) is None
    assert TOY.words(4, Span(100, 1), VALUES) is None
    assert TOY.words(6, Span(10, 1), VALUES) is None


def test_what_has_no_value_is_zero() -> None:
    assert TOY.words(3, Span(10, 2), {}) == (0, 0)


def test_the_whole_of_one_function() -> None:
    assert TOY.image(3, VALUES) == {
        10: 1, 11: 2, 12: 0, 13: 0, 14: 7, 15: 0, 100: 0xFFFF, 101: 0
    }  # fmt: skip


def test_a_table_without_blocks_is_one() -> None:
    plain = Serving(table(points=(Point("a", 10, WIDE), Point("c", 13, U16))))

    assert plain.words(3, Span(10, 4), {"a": 5, "c": 6}) == (0, 5, 0, 6)
    assert plain.words(3, Span(10, 5), {}) is None


def test_overlaps_and_strangers_are_refused_in_every_block() -> None:
    with pytest.raises(ValueError, match="a and mark overlap"):
        table(Block(title="x", function=3, span=Span(10, 6), fixed=(Fixed("mark", 11, (7,)),)))
    with pytest.raises(ValueError, match="mark and a overlap"):
        table(Block(title="x", function=3, span=Span(9, 6), fixed=(Fixed("mark", 9, (7, 8)),)))
    with pytest.raises(ValueError, match="a lies in no block"):
        table(Block(title="x", function=3, span=Span(11, 6)))
    with pytest.raises(ValueError, match="b lies in no block"):
        table(MAIN, Block(title="y", function=4, span=Span(0, 1), points=(Point("b", 1, U16),)))


def test_no_block_of_a_meter_touches_another() -> None:
    """A read over a table's border is refused, as the makers demand."""
    for name in METERS:
        for function in meter(name).functions:
            spans = sorted(b.span for b in meter(name).blocks if b.function == function)
            for one, next_one in pairwise(spans):
                assert one.end < next_one.address, (name, one)


@pytest.mark.unmeasured
@given(data=st.data())
def test_any_part_of_a_block_is_the_same_as_in_the_whole(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(METERS)))
    chosen, serving = meter(name), Serving(meter(name))
    block = data.draw(st.sampled_from(chosen.blocks))
    start = data.draw(st.integers(block.span.address, block.span.end - 1))
    words = data.draw(st.integers(1, block.span.end - start))
    names = {piece.name for piece in chosen.pieces(block.function) if isinstance(piece, Point)}
    values = dict.fromkeys(names, 12.0)

    part = serving.words(block.function, Span(start, words), values)

    image = serving.image(block.function, values)
    assert part == tuple(image[start + at] for at in range(words))


def test_a_float_is_one_too() -> None:
    served = Serving(table(points=(Point("a", 0, FLOAT32_BE),)))

    assert served.words(3, Span(0, 2), {"a": 230.0}) == (0x4366, 0)


def test_what_is_only_assumed_can_lie_elsewhere() -> None:
    diris = meter("diris_a10")
    warm = {"temperature_c": 31.0}
    beside, far = (
        Serving(moved(diris, "temperature_c", 51455)),
        Serving(moved(diris, "temperature_c", 60000)),
    )
    none = Serving(moved(diris, "temperature_c", None))

    assert Serving(diris).words(3, Span(51457, 1), warm) == (31,)
    assert far.words(3, Span(60000, 1), warm) == (31,)
    assert far.words(3, Span(51457, 1), warm) == (0,)
    assert none.words(3, Span(51457, 1), warm) == (0,)
    assert none.words(3, Span(60000, 1), warm) is None
    assert beside.words(3, Span(51455, 1), warm) == (31,)


def test_a_place_that_is_taken_and_a_quantity_that_is_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        moved(meter("diris_a10"), "temperature_c", 50512)
    with pytest.raises(Unknown, match="serves no 'humidity'"):
        moved(meter("diris_a10"), "humidity", 60000)
