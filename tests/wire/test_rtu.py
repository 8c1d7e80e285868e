"""Modbus RTU framing, pinned by frames that makers print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.wire.errors import BadFraming
from stagewatt.wire.rtu import FRAME_MAX, crc16, decode, encode

PRINTED = {
    "Socomec DIRIS A40/A41 instructions: write 0200h = 5": "05 06 02 00 00 05 49 F5",
    "Eastron SDM630 register document: question": "01 04 00 00 00 02 71 CB",
    "Eastron SDM630 register document: answer": "01 04 04 43 66 33 34 1B 38",
    "Eastron SDM320Y manual: question": "01 03 00 0C 00 02 04 08",
    "Eastron SDM320Y manual: answer": "01 03 04 42 C8 00 00 6F B5",
    "KBR multicomp F144 manual: question": "01 04 00 01 00 06 21 C8",
    "KBR multicomp F144 manual: answer": "01 04 0C 43 6B 5A B4 42 DC 67 20 42 48 0C 63 AF 7C",
}
COMPUTED = (
    "05 03 C5 50 00 3E F9 43",
    "05 03 C5 60 00 08 79 5A",
    "05 03 C9 50 00 09 BB C5",
    "05 03 C6 5C 00 0A 38 D3",
    "05 83 02 81 30",
)


@pytest.mark.parametrize("frame", [*PRINTED.values(), *COMPUTED])
def test_a_printed_frame_is_read_and_written(frame: str) -> None:
    data = bytes.fromhex(frame)

    unit, pdu = decode(data)

    assert bytes((unit,)) + pdu == data[:-2]
    assert encode(unit, pdu) == data


def test_the_check_value_of_the_polynomial() -> None:
    # CRC-16/MODBUS of "123456789", as catalogues of check sums list it.
    assert crc16(b"123456789") == 0x4B37


@given(unit=st.integers(0, 255), pdu=st.binary(min_size=1, max_size=253), data=st.data())
def test_one_wrong_bit_is_seen(unit: int, pdu: bytes, data: st.DataObject) -> None:
    frame = bytearray(encode(unit, pdu))
    bit = data.draw(st.integers(0, 8 * len(frame) - 1))
    frame[bit // 8] ^= 1 << bit % 8

    with pytest.raises(BadFraming, match="check sum"):
        decode(bytes(frame))


@given(frame=st.binary(max_size=300))
def test_no_bytes_make_it_raise_anything_else(frame: bytes) -> None:
    try:
        unit, pdu = decode(frame)
    except BadFraming:
        return
    assert encode(unit, pdu) == frame


@pytest.mark.parametrize("size", [0, 3, FRAME_MAX + 1])
def test_a_frame_of_impossible_size_is_refused(size: int) -> None:
    with pytest.raises(BadFraming, match=f"{size} bytes"):
        decode(bytes(size))
