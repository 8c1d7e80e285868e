"""The rack I/O board's map: hand-made words, every board both ways, torn and foreign answers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.reading import BoardIdentity, BoardSample, Contact, ContactId, WindowSample
from stagewatt.meters import rack_io
from stagewatt.wire.plan import MAX_WORDS, Span

Bench = dict[str, tuple[int, ...]]
WORD = st.integers(0, 0xFFFF)


def cut(image: dict[int, int], spans: Sequence[Span]) -> list[tuple[int, ...]]:
    """Answer reads from a board's registers."""
    return [tuple(image[address] for address in range(s.address, s.end)) for s in spans]


def read(image: dict[int, int], identity: BoardIdentity) -> BoardSample:
    """Read a whole board as a driver does."""
    ways = identity.ways
    sample = rack_io.decode_live(cut(image, rack_io.reads_live(ways))[0], identity)
    breakers: tuple[Contact | None, ...] = ()
    residuals: tuple[float | None, ...] = ()
    if identity.has_breakers:
        breakers = rack_io.decode_breakers(cut(image, rack_io.reads_breakers(ways)))
    if identity.has_residuals:
        residuals = rack_io.decode_residuals(cut(image, rack_io.reads_residuals(ways))[0])
    return replace(
        sample,
        window=rack_io.decode_window(cut(image, rack_io.reads_window(ways))),
        way_breakers=breakers,
        i_residual_a=residuals,
    )


def test_the_hand_made_words_say_what_the_document_says(
    bench: Bench, bench_identity: BoardIdentity, bench_sample: BoardSample
) -> None:
    live = rack_io.decode_live(bench["live"], bench_identity)

    assert rack_io.decode_identity(bench["identity"]) == bench_identity
    assert live == replace(bench_sample, window=None, way_breakers=(), i_residual_a=())
    assert rack_io.decode_window([bench["window"]]) == bench_sample.window
    assert rack_io.decode_breakers([bench["breakers"]]) == bench_sample.way_breakers
    assert rack_io.decode_residuals(bench["residuals"]) == bench_sample.i_residual_a
    assert rack_io.window_number(bench["live"]) == 225
    assert rack_io.breaker_changes(bench["live"]) == 4


def test_a_simulated_board_sends_the_hand_made_words(
    bench: Bench, bench_identity: BoardIdentity, bench_sample: BoardSample
) -> None:
    window = bench_sample.window
    assert window is not None
    assert rack_io.encode_identity(bench_identity) == bench["identity"]
    assert rack_io.encode_live(bench_sample) == bench["live"]
    assert rack_io.encode_window(window) == (bench["window"],)
    assert rack_io.encode_breakers(bench_sample.way_breakers, 42) == (bench["breakers"],)
    assert rack_io.encode_residuals(bench_sample.i_residual_a, 42) == bench["residuals"]


def test_the_document_shows_the_hand_made_words(bench: Bench, golden: Path) -> None:
    text = (golden.parents[2] / "docs" / "formats" / "rack-io.md").read_text()
    shown = dict(re.findall(r"^```text (\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL))

    assert {
        name: tuple(int(w, 16) for w in words.split()) for name, words in shown.items()
    } == bench


@pytest.mark.unmeasured
@given(data=st.data())
def test_what_a_board_tells_is_what_is_read(
    data: st.DataObject, boards: st.SearchStrategy[BoardSample]
) -> None:
    board = data.draw(boards)
    image = rack_io.image(board)
    identity = rack_io.decode_identity(cut(image, rack_io.reads_identity())[0])

    assert identity == board.identity
    assert read(image, identity) == board


@pytest.mark.parametrize("ways", range(1, 73))
def test_each_read_fits_one_answer_and_no_two_share_a_register(ways: int) -> None:
    spans = [
        *rack_io.reads_identity(),
        *rack_io.reads_live(ways),
        *rack_io.reads_window(ways),
        *rack_io.reads_breakers(ways),
        *rack_io.reads_residuals(ways),
    ]

    assert all(span.words <= MAX_WORDS for span in spans)
    assert all(one.end <= two.address for one, two in pairwise(spans))
    assert len(rack_io.reads_live(ways)) == 1
    assert len(rack_io.reads_window(ways)) == (1 if ways <= 36 else 2)


def test_a_board_without_options_has_no_registers_for_them(bench_sample: BoardSample) -> None:
    plain = replace(bench_sample.identity, has_breakers=False, has_residuals=False)
    image = rack_io.image(replace(bench_sample, identity=plain, way_breakers=(), i_residual_a=()))

    assert not any(span.address in image for span in rack_io.reads_breakers(3))
    assert not any(span.address in image for span in rack_io.reads_residuals(3))


def test_before_its_first_whole_second_a_board_has_an_empty_window(
    bench_sample: BoardSample,
) -> None:
    image = rack_io.image(replace(bench_sample, window=None))

    empty = (None, None, None)
    assert rack_io.decode_window(cut(image, rack_io.reads_window(3))) == WindowSample(
        number=0, i_min_a=empty, i_max_a=empty, i_peak_a=empty
    )


Decode = Callable[[Sequence[int]], object]


@pytest.fixture(params=["live", "window", "breakers", "residuals"])
def block(
    request: pytest.FixtureRequest, bench: Bench, bench_identity: BoardIdentity
) -> tuple[tuple[int, ...], Decode]:
    """Return each torn-proof block in turn, with its decoder."""
    decoders: dict[str, Decode] = {
        "live": lambda words: rack_io.decode_live(words, bench_identity),
        "window": lambda words: rack_io.decode_window([words]),
        "breakers": lambda words: rack_io.decode_breakers([words]),
        "residuals": rack_io.decode_residuals,
    }
    return bench[request.param], decoders[request.param]


def test_a_block_that_changed_while_it_was_read_is_torn(
    block: tuple[tuple[int, ...], Decode],
) -> None:
    words, decode = block
    later = ((words[0] + 1) & 0xFFFF, *words[1:-1], (words[-1] + 1) & 0xFFFF)

    for passed in range(1, len(words)):
        for one, two in ((words, later), (later, words)):
            with pytest.raises(rack_io.TornFrame):
                decode(one[:passed] + two[passed:])


def test_a_block_of_another_size_is_no_block(
    block: tuple[tuple[int, ...], Decode], request: pytest.FixtureRequest
) -> None:
    _, decode = block
    sizes = {
        "live": {36},
        "window": {2 + 3 * ways for ways in range(1, 37)},
        "breakers": {8 + 3 * ways for ways in range(1, 37)},
        "residuals": set(range(3, 75)),
    }[request.node.callspec.params["block"]]

    for size in set(range(131)) - sizes:
        with pytest.raises(rack_io.BadFrame):
            decode((0,) * size)


def test_window_parts_of_different_seconds_are_torn(bench: Bench) -> None:
    part = bench["window"]
    later = (part[0] + 1, *part[1:-1], part[-1] + 1)

    with pytest.raises(rack_io.TornFrame, match=r"\[225, 226\]"):
        rack_io.decode_window([part, later])


@pytest.mark.parametrize(
    ("at", "word", "why"),
    [
        (0, 0x5358, "magic"),
        (1, 0, "magic"),
        (2, 2, "version 2"),
        (2, 0, "version 0"),
        (3, 0, "0 ways"),
        (3, 73, "73 ways"),
        (8, 0x3007, "serial holds"),
        (17, 0xFFFF, "printed name holds"),
        (24, 0x00FF, "model holds"),
    ],
)
def test_a_stranger_is_no_board(bench: Bench, at: int, word: int, why: str) -> None:
    words = list(bench["identity"])
    words[at] = word

    with pytest.raises(rack_io.BadFrame, match=why):
        rack_io.decode_identity(words)


def test_a_board_without_a_serial_is_no_board(bench: Bench) -> None:
    words = bench["identity"]

    with pytest.raises(rack_io.BadFrame, match="no serial"):
        rack_io.decode_identity((*words[:8], *(0,) * 8, *words[16:]))
    with pytest.raises(rack_io.BadFrame, match="magic"):
        rack_io.decode_identity(words[:-1])


def test_unknown_feature_bits_and_reserved_words_change_nothing(
    bench: Bench, bench_identity: BoardIdentity
) -> None:
    words = list(bench["identity"])
    words[4] |= 0xFFFC
    words[6] = words[7] = 0x1234

    assert rack_io.decode_identity(words) == bench_identity


@pytest.mark.parametrize(("at", "word"), [(1, 0x5702), (1, 0), (3, 4), (6, 5), (6, 0xFFFF)])
def test_an_impossible_live_block_is_refused(
    bench: Bench, bench_identity: BoardIdentity, at: int, word: int
) -> None:
    words = list(bench["live"])
    words[at] = word

    with pytest.raises(rack_io.BadFrame):
        rack_io.decode_live(words, bench_identity)


@pytest.mark.parametrize(
    ("code", "which"),
    [(1, ContactId.MAIN_ON), (2, ContactId.MAIN_TRIPPED), (3, ContactId.E_STOP), (4, None)],
)
def test_first_out_names_a_wired_contact_or_nothing(
    bench: Bench, bench_identity: BoardIdentity, code: int, which: ContactId | None
) -> None:
    words = list(bench["live"])
    words[6] = code

    assert rack_io.decode_live(words, bench_identity).first_out is which


def test_a_contact_that_is_not_wired_is_not_there(
    bench: Bench, bench_identity: BoardIdentity
) -> None:
    words = list(bench["live"])
    words[5] = 0x0002

    assert rack_io.decode_live(words, bench_identity).contacts == ()


def test_a_faulty_or_unfitted_sensor_has_no_current_whatever_stands_there(
    bench: Bench, bench_identity: BoardIdentity
) -> None:
    words = list(bench["live"])
    words[32:35] = [100, 200, 300]

    assert rack_io.decode_live(words, bench_identity).i_a == (1.0, None, None)


def test_no_temperature_is_none(bench: Bench, bench_identity: BoardIdentity) -> None:
    words = list(bench["live"])
    words[7] = 0x8000

    assert rack_io.decode_live(words, bench_identity).temperature_c is None


def test_the_ends_of_the_scales(bench_sample: BoardSample) -> None:
    window = WindowSample(number=1, i_min_a=(-1.0,), i_max_a=(1e6,), i_peak_a=(1e6,))

    assert rack_io.encode_window(window) == ((1, 0, 0xFFFE, 0xFFFE, 1),)
    assert rack_io.decode_window(rack_io.encode_window(window)).i_peak_a == (6553.4,)
    assert rack_io.encode_residuals((7.0, None), 0) == (0, 0xFFFE, 0xFFFF, 0)
    hot = rack_io.encode_live(replace(bench_sample, temperature_c=1e9, window=None))
    assert hot[7] == 0x7FFF
    assert hot[4] == 0


def test_a_contact_that_has_not_moved_for_fifty_days_stays_at_the_end_of_its_time(
    bench_sample: BoardSample,
) -> None:
    still = Contact(active=True, changes=65_537, since_ms=10**12)
    words = rack_io.encode_live(replace(bench_sample, contacts=((ContactId.MAIN_ON, still),)))

    assert words[10:13] == (1, 0xFFFF, 0xFFFF)


def test_counters_begin_anew_after_65535(bench_sample: BoardSample) -> None:
    window = bench_sample.window
    assert window is not None
    late = replace(bench_sample, boot=65_537, frame=65_538, window=replace(window, number=65_539))
    image = rack_io.image(late)

    assert all(0 <= word <= 0xFFFF for word in image.values())
    again = read(image, late.identity)
    assert (again.boot, again.frame, again.window) == (1, 2, replace(window, number=3))


def test_no_parts_are_no_window() -> None:
    with pytest.raises(rack_io.BadFrame):
        rack_io.decode_window([])


def test_a_way_whose_least_is_above_its_greatest_has_neither() -> None:
    window = rack_io.decode_window([(1, 200, 100, 100, 200, 5, 6, 1)])

    assert window.i_min_a == (None, 1.0)
    assert window.i_max_a == (None, 2.0)
    assert window.i_peak_a == (0.5, 0.6)


@pytest.mark.unmeasured
@given(words=st.lists(WORD, max_size=130), ways=st.integers(1, 72))
def test_no_words_make_a_decoder_raise_anything_else(words: list[int], ways: int) -> None:
    identity = BoardIdentity(serial="1", printed_name="", model="", map_version=1, ways=ways)
    for decode in (
        rack_io.decode_identity,
        lambda given: rack_io.decode_live(given, identity),
        lambda given: rack_io.decode_window([given]),
        lambda given: rack_io.decode_breakers([given]),
        rack_io.decode_residuals,
    ):
        try:
            decode(words)
        except rack_io.FrameError:
            continue


@pytest.mark.unmeasured
@given(data=st.data(), ways=st.integers(1, 72))
def test_no_contents_of_a_well_sized_live_block_break_the_decoder(
    data: st.DataObject, ways: int
) -> None:
    identity = BoardIdentity(serial="1", printed_name="", model="", map_version=1, ways=ways)
    size = rack_io.reads_live(ways)[0].words
    words = data.draw(st.lists(WORD, min_size=size, max_size=size))
    words[1], words[3], words[6], words[-1] = 0x5701, ways, words[6] % 5, words[0]

    sample = rack_io.decode_live(words, identity)

    assert len(sample.i_a) == len(sample.fitted) == len(sample.sensor_fault) == ways
    assert all(value is None or 0 <= value < 656 for value in sample.i_a)


@pytest.mark.parametrize(
    ("serial", "slug"),
    [
        ("0A1B2C3D4E5F", "0a1b2c3d4e5f"),
        ("4711ab", "4711ab"),
        ("rack-7", "rack-7"),
        ("123456789 ", "123456789-"),
        ("///", "rack-"),
        ("", "rack-00000000"),
    ],
)
def test_the_rack_id_follows_from_the_serial(serial: str, slug: str) -> None:
    assert rack_io.rack_id(serial)[: len(slug)] == slug
    assert rack_io.rack_id(serial.lower()) == rack_io.rack_id(serial)


@given(serial=st.text(max_size=40))
def test_every_serial_gives_a_valid_id(serial: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,32}", rack_io.rack_id(serial))


@pytest.mark.unmeasured
@given(
    one=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=16), data=st.data()
)
def test_two_serials_give_two_ids(one: str, data: st.DataObject) -> None:
    two = data.draw(st.text(st.sampled_from(one + " -_/."), max_size=16) if one else st.just("x"))

    same = one.lower() == two.lower()
    assert (rack_io.rack_id(one) == rack_io.rack_id(two)) is same
