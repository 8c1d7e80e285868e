"""Bytes in, messages out: garbage is counted, never raised on; versions understand each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mesh.racks import MS, NAMED, a_view, an_alarm, an_event
from tests.mesh.world import Rack, World

from stagewatt.mesh.codec import (
    ANSWERS,
    MAJOR,
    MINOR,
    QUESTIONS,
    SAID,
    SIZE_MAX,
    Counts,
    NotUnderstood,
    encode,
)
from stagewatt.mesh.compose_card import card_of
from stagewatt.mesh.compose_live import live_of
from stagewatt.mesh.compose_pulse import pulse_of, wall_of
from stagewatt.mesh.messages import Events, Hello, Piece, Pulse, SilenceAck, Wall
from stagewatt.mesh.questions import (
    AskAck,
    AskAdopt,
    AskChange,
    AskEvents,
    AskForget,
    AskKept,
    AskMerge,
    AskViews,
    ChangePiece,
    Done,
    Kept,
    KeptPiece,
    Refusal,
    Views,
)
from stagewatt.mesh.settings_pieces import settings_piece

NOW_NS = 10_000 * MS
GOLDEN = Path(__file__).parents[1] / "golden" / "mesh"
VIEW = a_view("r1", settings=NAMED, alarms=(an_alarm("r1", "boot-a", NOW_NS - MS),), now_ns=NOW_NS)
LARGE = a_view("c0ffee4711", ways=72, seq=1_000_000, amps=12.345, settings=NAMED)
CARD, LIVE = card_of(VIEW, 3, NOW_NS), live_of(VIEW, 7, NOW_NS)
SETTINGS = settings_piece(NAMED)

SAYINGS: tuple[Piece, ...] = (
    Pulse("boot-a", 5, 9, (pulse_of(VIEW, 3, 7, NOW_NS),)),
    Hello(
        "boot-a", 2, "A", "1.0", ("http://10.0.0.5/",), ("r1",), "peer",
        (SilenceAck("r9", "Ann", "seen", 1500, None),),
    ),
    CARD,
    LIVE,
    Events("boot-a", 10, ()),
    Wall("boot-a", 5, (wall_of(VIEW, NOW_NS),)),
)  # fmt: skip
QUESTIONS_ASKED: tuple[Piece, ...] = (
    AskViews(("r1",)),
    AskEvents("boot-a", 4),
    AskKept(("r1", "r2")),
    AskChange("boot-b-1", "r1", (ChangePiece(3, "A1", 5, "Par", None, 12.5),), 4),
    AskAck("boot-b-2", "r1", "r1.A1.supervision.3", "Ann", "seen"),
    AskMerge("boot-b-3", "r1", SETTINGS, SETTINGS, "node-b"),
    AskAdopt("boot-b-4", "r1"),
    AskForget("boot-b-5", "r1"),
)
ANSWERS_GIVEN: tuple[Piece, ...] = (
    Views("boot-a", (CARD,), (LIVE,)),
    Kept((KeptPiece("r1", "node-x", SETTINGS, 1.7e9),)),
    Done(SETTINGS),
    Done(None),
    Refusal("conflict", "somebody changed it", "If-Match"),
)
FAMILIES = ((SAID, SAYINGS), (QUESTIONS, QUESTIONS_ASKED), (ANSWERS, ANSWERS_GIVEN))
ALL = (*SAYINGS, *QUESTIONS_ASKED, *ANSWERS_GIVEN)


def test_every_message_comes_back_as_it_was() -> None:
    for decoder, messages in FAMILIES:
        for message in messages:
            assert decoder.decode(encode(message)) == message


def test_messages_are_small() -> None:
    pulse = encode(Pulse("c0ffee12", 1_000_000, 5000, (pulse_of(LARGE, 99, 999, NOW_NS),)))
    assert len(pulse) <= 140
    assert len(encode(live_of(LARGE, 999, NOW_NS))) <= 6000
    assert len(encode(Wall("c0ffee12", 1_000_000, (wall_of(LARGE, NOW_NS),)))) <= 400
    assert len(encode(card_of(LARGE, 99, NOW_NS))) <= 8000


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused(payload: bytes) -> None:
    for decoder, _ in FAMILIES:
        with pytest.raises(NotUnderstood):
            decoder.decode(payload)
        with pytest.raises(NotUnderstood):
            decoder.decode(bytes((MAJOR, MINOR, 0x93)) + payload)


@settings(max_examples=300)
@given(st.sampled_from(ALL), st.data())
def test_a_message_cut_short_is_refused(message: Piece, data: st.DataObject) -> None:
    payload = encode(message)
    cut = payload[: data.draw(st.integers(0, len(payload) - 1))]
    for decoder, _ in FAMILIES:
        with pytest.raises(NotUnderstood):
            decoder.decode(cut)


@settings(max_examples=200)
@given(st.sampled_from(SAYINGS), st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_flipped_bits_never_raise_past_the_codec_nor_in_the_core(
    message: Piece, bits: list[int]
) -> None:
    payload = bytearray(encode(message))
    for bit in bits:
        place = bit % (len(payload) * 8)
        payload[place // 8] ^= 1 << place % 8
    try:
        flipped = SAID.decode(bytes(payload))
    except NotUnderstood:
        return
    core = World().start("node-b").core
    for each in (CARD, LIVE, flipped, SAYINGS[0], flipped):
        core.heard("node-a", each, NOW_NS)  # type: ignore[arg-type]
    core.tick(NOW_NS + 100 * MS)
    core.take()


def reason(payload: bytes) -> str:
    with pytest.raises(NotUnderstood) as refused:
        SAID.decode(payload)
    return refused.value.reason


def test_each_refusal_has_its_reason() -> None:
    counts = Counts()
    assert counts.count("garbage")
    assert not counts.count("garbage")
    assert counts.counts == {"garbage": 2}
    assert reason(b"") == "garbage"
    assert reason(bytes((MAJOR, MINOR, 0xC1))) == "garbage"
    assert reason(bytes((MAJOR + 1, 0)) + encode(CARD)[2:]) == "other_major"
    assert reason(encode(CARD) + bytes(SIZE_MAX)) == "too_large"
    later = msgspec.msgpack.encode([99, "boot-a"])
    assert reason(bytes((MAJOR, MINOR)) + later) == "garbage"
    assert reason(bytes((MAJOR, MINOR + 1)) + later) == "later_kind"
    assert reason(bytes((MAJOR, MINOR + 1, 0xC1))) == "garbage"
    assert reason(bytes((MAJOR, MINOR + 1)) + msgspec.msgpack.encode({})) == "garbage"


def test_a_number_that_is_none_is_refused() -> None:
    piece = list(msgspec.to_builtins(CARD))
    limits = list(piece[10])
    limits[0] = float("nan")
    piece[10] = limits
    assert reason(bytes((MAJOR, MINOR)) + msgspec.msgpack.encode(piece)) == "garbage"


def test_fields_that_a_later_minor_version_adds_are_left_out() -> None:
    for decoder, messages in FAMILIES:
        for message in messages:
            plain = msgspec.msgpack.decode(encode(message)[2:])
            later = bytes((MAJOR, MINOR + 1)) + msgspec.msgpack.encode([*plain, "later", 42])
            assert decoder.decode(later) == message


# ---- recorded frames --------------------------------------------------------------------------


def recorded(name: str) -> Iterator[tuple[str, bytes]]:
    """Return the topics and frames of a recording."""
    for line in (GOLDEN / name).read_text().splitlines():
        frame = json.loads(line)
        yield frame["topic"], bytes.fromhex(frame["frame"])


def hear(name: str) -> tuple[World, Counts]:
    """Play a recording to a node of this version."""
    world, counts = World(), Counts()
    node = world.start("node-b")
    for topic, payload in recorded(name):
        try:
            message = SAID.decode(payload)
        except NotUnderstood as error:
            counts.count(error.reason)
            continue
        node.core.heard(topic.split("/")[1], message, node.now_ns)
        node.do()
        world.run(0.05)
    return world, counts


@pytest.mark.parametrize("name", ["1.0.jsonl", "1.9.jsonl"])
def test_a_recorded_stream_of_another_minor_version_is_understood(name: str) -> None:
    world, counts = hear(name)
    node = world.nodes["node-b"]
    view = node.held("r1").view
    assert (view.name, view.group, view.model) == ("Stage left", "Stage L", "smartpdu-72")
    assert view.online
    assert view.mains.i_a.l1 == 120.251
    assert view.ways[0].i_a == 5.0
    assert (view.ways[0].name, view.ways[0].max_a) == ("Par 1", 15.0)
    assert [alarm.text for alarm in view.alarms] == ["A1 is above its maximum"]
    assert [event.text for event in node.recorded()] == ["event 1"]
    assert node.core.nodes(0)[1].name == "Node node-a"
    assert dict(counts.counts) == ({} if name == "1.0.jsonl" else {"later_kind": 1})


def test_a_recorded_stream_of_another_major_version_changes_nothing() -> None:
    world, counts = hear("2.0.jsonl")
    node = world.nodes["node-b"]
    assert node.store.racks() == ()
    assert counts.counts["other_major"] == len(list(recorded("2.0.jsonl")))
    assert len(node.core.nodes(0)) == 1


def record() -> list[tuple[str, bytes]]:
    """Return what a node of this version says in a second: how 1.0.jsonl was made."""
    world = World()
    frames: list[tuple[str, bytes]] = []
    world.watch = lambda _, topic, payload: frames.append((topic, payload))
    node = world.start("node-a")
    alarm = an_alarm("r1", node.instance, node.now_ns)
    node.read(Rack("r1", changes={"alarms": (alarm,)}), NAMED)
    node.events(an_event("r1", 1, node.now_ns))
    world.run(1)
    return frames
