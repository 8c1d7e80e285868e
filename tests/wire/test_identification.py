"""Device identification: one text, a category, and more texts than one answer holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.wire.identification import identify_answer
from stagewatt.wire.pdu import PDU_MAX, ExceptionCode, IdentifyRequest, Refusal

BASIC = {0: "Eastron", 1: "SDM630", 2: "1.0"}


def read_all(code: int, objects: dict[int, str]) -> dict[int, str]:
    """Ask again from where the last answer ended, as a client does."""
    found: dict[int, str] = {}
    start = 0
    while True:
        answer = identify_answer(IdentifyRequest(code, start), objects)
        assert len(answer) <= PDU_MAX
        more, start, count = answer[4:7]
        at = 7
        for _ in range(count):
            number, size = answer[at], answer[at + 1]
            found[number] = answer[at + 2 : at + 2 + size].decode("ascii")
            at += 2 + size
        assert at == len(answer)
        if not more:
            return found


def test_the_basic_texts_come_in_one_answer() -> None:
    answer = identify_answer(IdentifyRequest(1, 0), BASIC)

    assert answer == (
        bytes.fromhex("2B 0E 01 81 00 00 03") + b"\x00\x07Eastron\x01\x06SDM630\x02\x031.0"
    )


@pytest.mark.parametrize(
    ("code", "last", "level"), [(1, 0x02, 0x83), (2, 0x7F, 0x83), (3, 0xFF, 0x83)]
)
def test_a_category_has_its_last_object(code: int, last: int, level: int) -> None:
    objects = {**BASIC, 3: "url", 0x80: "ours"}

    assert read_all(code, objects) == {k: v for k, v in objects.items() if k <= last}
    assert identify_answer(IdentifyRequest(code, 0), objects)[3] == level


def test_a_device_with_regular_texts_says_so() -> None:
    assert identify_answer(IdentifyRequest(1, 0), {**BASIC, 4: "SDM630"})[3] == 0x82


def test_one_text_alone() -> None:
    answer = identify_answer(IdentifyRequest(4, 1), BASIC)

    assert answer == bytes.fromhex("2B 0E 04 81 00 00 01") + b"\x01\x06SDM630"


def test_an_unknown_single_text_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        identify_answer(IdentifyRequest(4, 9), BASIC)

    assert caught.value.code is ExceptionCode.ILLEGAL_ADDRESS


@pytest.mark.parametrize("start", [9, 0x80])
def test_an_unknown_first_text_begins_anew(start: int) -> None:
    objects = {**BASIC, 0x80: "ours"}

    assert identify_answer(IdentifyRequest(1, start), objects) == identify_answer(
        IdentifyRequest(1, 0), objects
    )


@pytest.mark.unmeasured
@given(
    objects=st.dictionaries(
        st.integers(3, 255), st.text(st.characters(codec="ascii"), max_size=244), max_size=12
    )
)
def test_all_texts_arrive_however_many_answers_they_take(objects: dict[int, str]) -> None:
    assert read_all(3, {**BASIC, **objects}) == {**BASIC, **objects}


def test_a_text_too_long_for_any_answer_is_cut() -> None:
    assert read_all(1, {**BASIC, 1: "x" * 300})[1] == "x" * 244
