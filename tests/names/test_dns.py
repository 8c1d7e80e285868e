import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.names import dns

GOOD = dns.question(0x1234, ("rack",), dns.A)


def test_a_question_byte_by_byte() -> None:
    assert bytes.fromhex("1234 0000 0001 0000 0000 0000 04 7261636b 00 0001 0001") == GOOD


def test_an_answer_byte_by_byte() -> None:
    asked = dns.parse(GOOD)
    assert asked is not None
    told = dns.answer(asked, [(dns.A, bytes((10, 0, 0, 5)))], ttl_s=30, tentative=True)
    assert told == bytes.fromhex(
        "1234 8100 0001 0001 0000 0000 04 7261636b 00 0001 0001"
        "c00c 0001 0001 0000001e 0004 0a000005"
    )


def test_what_is_built_is_understood() -> None:
    asked = dns.Message(transaction=0x1234, labels=("rack",), kind=dns.A)
    assert dns.parse(GOOD) == asked
    flags = GOOD[:2] + b"\x85\x00" + GOOD[4:]
    assert dns.parse(flags) == dns.Message(
        transaction=0x1234, labels=("rack",), kind=dns.A, answer=True, conflict=True, tentative=True
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:12],
        GOOD[:-1],
        GOOD[:2] + b"\x08\x00" + GOOD[4:],
        GOOD[:4] + b"\0\2" + GOOD[6:],
        GOOD[:6] + b"\0\1" + GOOD[8:],
        GOOD[:8] + b"\0\1" + GOOD[10:],
        GOOD[:12] + b"\xc0\x0c" + GOOD[14:],
        GOOD[:12] + b"\x20" + GOOD[13:],
        GOOD[:-1] + b"\3",
        GOOD[:12] + b"\x04rack" * 60 + GOOD[17:],
        GOOD[:12] + b"\x04rack" * 2,
        GOOD[:12] + b"\x40" + b"x" * 64 + GOOD[17:],
        GOOD[:12] + b"\xc0" + b"x" * 192 + GOOD[17:],
        GOOD + bytes(600),
    ],
)
def test_what_is_bent_is_nothing(data: bytes) -> None:
    assert dns.parse(data) is None


@given(st.binary(max_size=600) | st.binary(max_size=80).map(GOOD[:12].__add__))
def test_no_bytes_raise(data: bytes) -> None:
    message = dns.parse(data)
    if message is not None:
        again = dns.parse(dns.question(message.transaction, message.labels, message.kind))
        assert again is not None
        assert again.labels == message.labels


def test_addresses_are_asked_for_backwards() -> None:
    assert dns.reverse("10.0.0.5") == ("5", "0", "0", "10", "in-addr", "arpa")
    assert dns.reverse("fe80::5")[-3:] == ("f", "ip6", "arpa")
    assert dns.name_data("rack") == b"\x04rack\0"
