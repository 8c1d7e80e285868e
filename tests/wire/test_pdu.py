"""Questions and answers: what is understood, what is refused and with which code."""

import struct
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.wire.answers import bits_of, words_of
from stagewatt.wire.errors import BadAnswer, ExceptionAnswer, WireError
from stagewatt.wire.pdu import (
    PDU_MAX,
    ExceptionCode,
    IdentifyRequest,
    ReadRequest,
    Refusal,
    Request,
    bits_answer,
    build_request,
    exception_answer,
    parse_request,
    registers_answer,
)

READS = st.one_of(
    st.builds(ReadRequest, st.sampled_from((1, 2)), st.integers(0, 60000), st.integers(1, 2000)),
    st.builds(ReadRequest, st.sampled_from((3, 4)), st.integers(0, 60000), st.integers(1, 125)),
)


@pytest.mark.parametrize(
    ("pdu", "request_"),
    [
        ("03 C560 0008", ReadRequest(3, 50528, 8)),
        ("04 0000 0002", ReadRequest(4, 0, 2)),
        ("04 FFFF 0001", ReadRequest(4, 65535, 1)),
        ("01 0000 07D0", ReadRequest(1, 0, 2000)),
        ("2B 0E 01 00", IdentifyRequest(1, 0)),
    ],
)
def test_a_question_is_understood_and_built(pdu: str, request_: Request) -> None:
    assert parse_request(bytes.fromhex(pdu)) == request_
    assert build_request(request_) == bytes.fromhex(pdu)


@given(request=READS | st.builds(IdentifyRequest, st.integers(1, 4), st.integers(0, 255)))
def test_every_possible_question_survives(request: Request) -> None:
    assert parse_request(build_request(request)) == request


@pytest.mark.parametrize("function", [0, 5, 6, 7, 8, 15, 16, 22, 23, 24, 44, 0x83, 0xFF])
def test_whatever_could_write_is_refused(function: int) -> None:
    with pytest.raises(Refusal) as caught:
        parse_request(bytes((function, 2, 0, 0, 5)))

    assert (caught.value.function, caught.value.code) == (function, 1)


@pytest.mark.parametrize(
    ("pdu", "code"),
    [
        ("03 0000 0000", ExceptionCode.ILLEGAL_VALUE),
        ("03 0000 007E", ExceptionCode.ILLEGAL_VALUE),
        ("02 0000 07D1", ExceptionCode.ILLEGAL_VALUE),
        ("04 0000 00", ExceptionCode.ILLEGAL_VALUE),
        ("04 0000 0001 00", ExceptionCode.ILLEGAL_VALUE),
        ("04 FFFF 0002", ExceptionCode.ILLEGAL_ADDRESS),
        ("2B", ExceptionCode.ILLEGAL_FUNCTION),
        ("2B 0D 01 00", ExceptionCode.ILLEGAL_FUNCTION),
        ("2B 0E 00 00", ExceptionCode.ILLEGAL_VALUE),
        ("2B 0E 05 00", ExceptionCode.ILLEGAL_VALUE),
        ("2B 0E 01", ExceptionCode.ILLEGAL_VALUE),
    ],
)
def test_an_impossible_question_is_refused_with_its_code(pdu: str, code: ExceptionCode) -> None:
    with pytest.raises(Refusal) as caught:
        parse_request(bytes.fromhex(pdu))

    assert caught.value.code is code
    assert caught.value.function == int(pdu[:2], 16)


def test_an_empty_question_has_no_answer() -> None:
    with pytest.raises(WireError, match="empty") as caught:
        parse_request(b"")

    assert not isinstance(caught.value, Refusal)


@given(pdu=st.binary(max_size=300))
def test_no_bytes_make_the_parser_do_anything_but_understand_or_refuse(pdu: bytes) -> None:
    try:
        request = parse_request(pdu)
    except WireError:
        return
    assert build_request(request) == pdu


@given(request=READS, noise=st.randoms(use_true_random=False))
def test_an_answer_brings_what_was_asked(request: ReadRequest, noise: Random) -> None:
    if request.bits:
        image = noise.getrandbits(request.count)
        bits = [bool(image >> at & 1) for at in range(request.count)]
        answer = bits_answer(request.function, bits)
        assert bits_of(answer, request) == tuple(bits)
    else:
        words = struct.unpack(f"<{request.count}H", noise.randbytes(2 * request.count))
        answer = registers_answer(request.function, words)
        assert words_of(answer, request) == tuple(words)
    assert len(answer) <= PDU_MAX


def test_bits_lie_lowest_first() -> None:
    bits = [True, False, True, True, False, False, True, True, True]

    assert bits_answer(1, bits) == bytes((1, 2, 0b11001101, 0b1))


def test_a_refusal_names_the_function_and_the_code() -> None:
    answer = exception_answer(3, ExceptionCode.ILLEGAL_ADDRESS)

    assert answer == bytes((0x83, 2))
    with pytest.raises(ExceptionAnswer, match="0x02") as caught:
        words_of(answer, ReadRequest(3, 0, 2))
    assert (caught.value.function, caught.value.code) == (3, 2)


@pytest.mark.parametrize(
    "pdu", ["", "03", "84 02", "04 04 0000 0000", "03 02 0000", "03 04 0000 00", "03 02 0000 0000"]
)
def test_an_answer_to_another_question_is_no_answer(pdu: str) -> None:
    with pytest.raises(BadAnswer, match="no answer"):
        words_of(bytes.fromhex(pdu), ReadRequest(3, 0, 2))


@given(pdu=st.binary(max_size=300), request=READS)
def test_no_bytes_make_the_reader_of_answers_do_anything_else(
    pdu: bytes, request: ReadRequest
) -> None:
    try:
        read = bits_of(pdu, request) if request.bits else words_of(pdu, request)
    except (BadAnswer, ExceptionAnswer):
        return
    assert len(read) == request.count
