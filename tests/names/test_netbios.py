"""The packets of the NetBIOS name service; check values computed from RFC 1001, section 14.1."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.names import netbios
from stagewatt.names.netbios import Opcode, Packet

RACK = netbios.wire_name("smartPDU123456", netbios.WORKSTATION)


@pytest.mark.parametrize(
    ("name", "suffix", "letters"),
    [
        ("SMARTPDU123456", netbios.WORKSTATION, b"FDENEBFCFEFAEEFFDBDCDDDEDFDGCAAA"),
        ("smartPDU123456", netbios.SERVER, b"FDENEBFCFEFAEEFFDBDCDDDEDFDGCACA"),
    ],
)
def test_names_travel_as_letters(name: str, suffix: int, letters: bytes) -> None:
    wire = netbios.wire_name(name, suffix)
    assert netbios.encode_name(wire) == letters
    assert netbios.decode_name(letters) == wire


def test_anybody_travels_as_letters() -> None:
    assert netbios.encode_name(netbios.ANYBODY) == b"CK" + b"A" * 30


@pytest.mark.parametrize("name", ["", "sixteen-letters-", "ä"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"name|ascii"):
        netbios.wire_name(name, 0)


def test_the_answer_to_a_question_byte_by_byte() -> None:
    assert netbios.found(0x1234, RACK, [bytes((10, 0, 0, 5))]) == bytes.fromhex(
        "1234 8500 0000 0001 0000 0000"
        "20 46 44 45 4e 45 42 46 43 46 45 46 41 45 45 46 46"
        "44 42 44 43 44 44 44 45 44 46 44 47 43 41 41 41 00"
        "0020 0001 000493e0 0006 0000 0a000005"
    )


def test_the_claim_of_a_name_byte_by_byte() -> None:
    claim = netbios.registration(7, RACK, bytes((10, 0, 0, 5)))
    assert claim[:12] == bytes.fromhex("0007 2910 0001 0000 0000 0001")
    assert claim[-22:] == bytes.fromhex("0020 0001 c00c 0020 0001 000493e0 0006 0000 0a000005")
    assert netbios.registration(7, RACK, bytes(4), overwrite=True)[2:4] == b"\x28\x10"
    assert netbios.release(7, RACK, bytes(4))[2:4] == b"\x30\x10"
    assert netbios.refused(7, RACK, bytes(4))[2:4] == b"\xad\x06"


def test_a_status_answer_holds_names_and_hardware_address() -> None:
    mac = bytes.fromhex("b827eb010203")
    data = netbios.status(1, netbios.ANYBODY, [RACK], mac)
    assert data[46:48] == b"\x00\x21"
    assert data[56] == 1
    assert data[57:73] == RACK
    assert data[73:75] == b"\x04\x00"
    assert data[75:81] == mac
    assert struct.unpack_from(">H", data, 54)[0] == len(data) - 56 == 1 + 18 + 46


def test_a_status_answer_never_grows_beyond_a_packet() -> None:
    names = [netbios.wire_name(f"C24-{number:06}", 0) for number in range(99)]
    data = netbios.status(1, netbios.ANYBODY, names, bytes(6))
    assert len(data) <= netbios.PACKET_MAX
    assert data[56] == netbios.STATUS_NAMES == 26
    assert data[2:4] == b"\x86\x00"


def test_what_is_built_is_understood() -> None:
    assert netbios.parse(netbios.query(9, RACK)) == Packet(9, 0, False, 0, RACK, netbios.TYPE_NB)
    claim = netbios.parse(netbios.registration(9, RACK, bytes(4)))
    assert claim == Packet(9, Opcode.REGISTRATION, False, 0, RACK, netbios.TYPE_NB)
    refusal = netbios.parse(netbios.refused(9, RACK, bytes(4)))
    assert refusal == Packet(9, Opcode.REGISTRATION, True, 6, RACK, netbios.TYPE_NB)


GOOD = netbios.query(9, RACK)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:11],
        GOOD[:-1],
        GOOD[:4] + b"\0\2" + GOOD[6:],
        GOOD[:6] + b"\0\1" + GOOD[8:],
        GOOD[:12] + b"\x1f" + GOOD[13:],
        GOOD[:13] + b"Z" + GOOD[14:],
        GOOD[:45] + b"\1" + GOOD[46:],
        GOOD[:-1] + b"\2",
        GOOD + bytes(600),
    ],
)
def test_what_is_bent_is_nothing(data: bytes) -> None:
    assert netbios.parse(data) is None


@given(st.binary(max_size=700) | st.binary(max_size=60).map(lambda tail: GOOD[:14] + tail))
def test_no_bytes_raise(data: bytes) -> None:
    packet = netbios.parse(data)
    assert packet is None or len(packet.name) == netbios.NAME_BYTES


def test_letters_of_a_wrong_length_are_no_name() -> None:
    assert netbios.decode_name(b"AA") is None
