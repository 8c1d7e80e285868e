"""Codecs: makers' words, both ways, and what has no value."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.wire.codecs import (
    FLOAT32_BE,
    FLOAT32_LE,
    S16,
    S32_BE,
    S32_LE,
    STRING,
    U16,
    U32_BE,
    U32_LE,
    Codec,
    Integer,
    Myriads,
)

WORD = st.integers(0, 0xFFFF)
INTEGERS = (U16, S16, U32_BE, S32_BE, U32_LE, S32_LE)


@pytest.mark.parametrize(
    ("codec", "words", "value"),
    [
        (U16, (0xFFFF,), 65535),
        (S16, (0xFFFF,), -1),
        (S16, (0x7FFF,), 32767),
        (U32_BE, (0x0001, 0xE240), 123456),
        (U32_LE, (0xE240, 0x0001), 123456),
        (S32_BE, (0xFFFF, 0xFB2E), -1234),
        (S32_LE, (0xFB2E, 0xFFFF), -1234),
        (FLOAT32_BE, (0x4366, 0x0000), 230.0),
        (FLOAT32_LE, (0x0000, 0x4366), 230.0),
        (FLOAT32_BE, (0x42C8, 0x0000), 100.0),
        (FLOAT32_BE, (0xBF80, 0x0000), -1.0),
        (FLOAT32_BE, (0x3DCC, 0xCCCD), 0.1),
        (FLOAT32_BE, (0x42E9, 0xB22F), 116.848015),
        (FLOAT32_BE, (0xC2CE, 0x6F44), -103.217316),
        (FLOAT32_BE, (0x7F7F, 0xFFFF), 3.4028235e38),
        (Integer(1, missing=0xFFFF), (0xFFFF,), None),
        (Integer(1, signed=True, missing=0x8000), (0x8000,), None),
        (FLOAT32_BE, (0x7FC0, 0x0000), None),
    ],
)
def test_words_and_value_say_the_same(
    codec: Codec[float], words: tuple[int, ...], value: float | None
) -> None:
    assert codec.decode(words) == value
    assert codec.encode(value) == words


@pytest.mark.parametrize("words", [(0x7F80, 0), (0xFF80, 0), (0x7FC0, 1), (0xFFC0, 0)])
def test_what_is_no_finite_number_is_no_value(words: tuple[int, int]) -> None:
    assert FLOAT32_BE.decode(words) is None
    assert FLOAT32_LE.decode(words[::-1]) is None


@pytest.mark.parametrize("codec", INTEGERS)
@given(words=st.tuples(WORD, WORD))
def test_every_pattern_of_an_integer_survives(codec: Integer, words: tuple[int, int]) -> None:
    raw = words[: codec.words]

    assert codec.encode(codec.decode(raw)) == raw


@given(words=st.tuples(WORD, WORD))
def test_every_finite_float_survives(words: tuple[int, int]) -> None:
    (number,) = struct.unpack(">f", struct.pack(">HH", *words))

    decoded = FLOAT32_BE.decode(words)

    assert FLOAT32_BE.encode(decoded) == (words if math.isfinite(number) else (0x7FC0, 0))


@pytest.mark.parametrize(
    ("codec", "value", "words"),
    [
        (U16, -3, (0,)),
        (U16, 70000, (0xFFFF,)),
        (U16, math.inf, (0xFFFF,)),
        (S16, -40000, (0x8000,)),
        (S16, 0.5, (0,)),
        (S16, 1.5, (2,)),
        (S32_BE, 3e9, (0x7FFF, 0xFFFF)),
        (FLOAT32_BE, 1e300, (0x7F7F, 0xFFFF)),
        (FLOAT32_BE, -1e300, (0xFF7F, 0xFFFF)),
        (FLOAT32_BE, math.nan, (0x7FC0, 0)),
        (Integer(1, missing=0xFFFF), 1e9, (0xFFFE,)),
        (Integer(1, missing=0xFFFF), math.nan, (0xFFFF,)),
        (Integer(1, signed=True, missing=0x8000), -1e9, (0x8001,)),
    ],
)
def test_a_number_beyond_the_range_is_held_at_its_end(
    codec: Codec[float], value: float, words: tuple[int, ...]
) -> None:
    assert codec.encode(value) == words


@pytest.mark.parametrize("value", [None, math.nan])
def test_a_register_without_sentinel_refuses_no_value(value: float | None) -> None:
    with pytest.raises(ValueError, match="no way to say"):
        U16.encode(value)


@pytest.mark.parametrize("codec", [U16, U32_BE, FLOAT32_BE, Myriads(), STRING(2)])
def test_too_few_or_too_many_words_are_a_mistake(codec: Codec[object]) -> None:
    for count in (codec.words - 1, codec.words + 1):
        with pytest.raises(ValueError, match="words wanted"):
            codec.decode([0] * count)


def test_texts_lie_two_characters_a_word_or_one() -> None:
    assert STRING(2).decode((0x534F, 0x434F)) == "SOCO"
    assert STRING(4, per_word=1).decode((0x0053, 0x004F, 0x0043, 0x004F)) == "SOCO"
    assert STRING(2).encode("SOC") == (0x534F, 0x4300)
    assert STRING(4, per_word=1).encode("SOCO") == (0x53, 0x4F, 0x43, 0x4F)


@pytest.mark.parametrize(
    ("words", "text"),
    [((0, 0), ""), ((0x4100, 0x4200), None), ((0x4120, 0), "A"), ((0x41E9, 0), None)],
)
def test_a_text_loses_its_padding_and_must_be_printable(
    words: tuple[int, int], text: str | None
) -> None:
    assert STRING(2).decode(words) == text


def test_one_character_a_word_leaves_no_room_above_it() -> None:
    assert STRING(1, per_word=1).decode((0x0141,)) is None


def test_an_encoded_text_is_cut_and_cleaned() -> None:
    assert STRING(2).decode(STRING(2).encode("Größe und mehr")) == "Gr??"
    assert STRING(2).encode(None) == (0, 0)


@given(text=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=16))
def test_a_printable_text_survives(text: str) -> None:
    assert STRING(8).decode(STRING(8).encode(text)) == text


@pytest.mark.parametrize(
    ("codec", "value", "words"),
    [
        (Integer(2, counter=True), 1.9, (0, 1)),
        (Integer(2, counter=True), 229.99999995, (0, 230)),
        (Integer(1, counter=True), 70_000.5, (0xFFFF,)),
        (Integer(1, counter=True, wraps=True), 65_537.5, (1,)),
        (Integer(1, wraps=True), 70_000.4, (0x1170,)),
        (Integer(1, wraps=True), -1, (0xFFFF,)),
        (Integer(1, signed=True, wraps=True), 40_000, (0x9C40,)),
        (Integer(1, signed=True, wraps=True), -40_000, (0x63C0,)),
        (Integer(1, wraps=True), math.inf, (0xFFFF,)),
    ],
)
def test_a_counter_shows_what_is_whole_and_may_begin_again(
    codec: Integer, value: float, words: tuple[int, ...]
) -> None:
    assert codec.encode(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, (0, 0)), (12_345.9, (2345, 1)), (99_999_999, (9999, 9999))]
)
def test_four_decimal_digits_a_word(value: float, words: tuple[int, int]) -> None:
    assert Myriads().encode(value) == words
    assert Myriads().decode(words) == math.floor(value)


def test_four_decimal_digits_a_word_begin_again_and_know_no_missing_value() -> None:
    assert Myriads().encode(100_000_001) == (1, 0)
    assert Myriads().decode((10_000, 0)) is None
    for value in (None, math.nan, math.inf):
        with pytest.raises(ValueError, match="no way to say"):
            Myriads().encode(value)
