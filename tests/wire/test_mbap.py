"""Modbus TCP framing: any chunks give the same frames, any bytes give frames or one error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.wire.errors import BadFraming
from stagewatt.wire.mbap import FRAME_MAX, Frame, Reader, encode

FRAMES = st.lists(
    st.builds(
        Frame, st.integers(0, 0xFFFF), st.integers(0, 255), st.binary(min_size=1, max_size=253)
    ),
    max_size=6,
)
CURRENTS = bytes.fromhex("00 01 00 00 00 06 05 03 C5 60 00 08")


def test_a_known_frame_is_read_and_written() -> None:
    frame = Frame(1, 5, bytes.fromhex("03 C5 60 00 08"))

    assert Reader().feed(CURRENTS) == [frame]
    assert encode(frame) == CURRENTS


@given(frames=FRAMES, data=st.data())
def test_frames_arrive_however_the_stream_is_cut(frames: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(map(encode, frames))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = Reader()

    found = [
        frame
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for frame in reader.feed(stream[start:end])
    ]

    assert found == frames
    assert reader.held == 0


@given(chunks=st.lists(st.binary(max_size=600), max_size=12))
def test_no_bytes_make_the_reader_raise_anything_else_or_hoard(chunks: list[bytes]) -> None:
    reader = Reader()
    for chunk in chunks:
        try:
            frames = reader.feed(chunk)
        except BadFraming:
            assert reader.held == 0
        else:
            assert reader.held < FRAME_MAX
            assert sum(len(encode(frame)) for frame in frames) <= FRAME_MAX + len(chunk)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("0001 0001 0006 01", "protocol 1"),
        ("0001 0000 0000 01", "0 bytes"),
        ("0001 0000 0001 01", "1 bytes"),
        ("0001 0000 00FF 01", "255 bytes"),
        ("0001 0000 FFFF 01", "65535 bytes"),
    ],
)
def test_a_stream_that_is_not_modbus_is_lost_for_good(header: str, why: str) -> None:
    reader = Reader()

    with pytest.raises(BadFraming, match=why):
        reader.feed(bytes.fromhex(header))
    with pytest.raises(BadFraming, match=why):
        reader.feed(CURRENTS)


def test_the_longest_frame_passes() -> None:
    frame = Frame(65535, 255, bytes(253))

    assert len(encode(frame)) == FRAME_MAX
    assert Reader().feed(encode(frame)) == [frame]


@pytest.mark.parametrize("size", [0, 254])
def test_a_data_unit_of_impossible_size_is_not_framed(size: int) -> None:
    with pytest.raises(ValueError, match="1 to 253"):
        encode(Frame(0, 0, bytes(size)))
