"""Every meter there is: pinned by golden words, encoded and decoded, read in legal reads."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Unknown
from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.reading import EnergyValues, MainsSample
from stagewatt.meters.mains import MAINS_POINTS, mains_sample
from stagewatt.meters.registry import METERS, by_name, meter
from stagewatt.meters.serving import Serving
from stagewatt.meters.table import Fixed, MeterTable, PfSign, Point, decode, encode, reads
from stagewatt.wire.answers import words_of
from stagewatt.wire.codecs import FLOAT32_BE
from stagewatt.wire.pdu import ReadRequest, build_request, parse_request
from stagewatt.wire.plan import Span
from stagewatt.wire.rtu import decode as unframe
from stagewatt.wire.rtu import encode as frame

Words = dict[str, Any]


def hexes(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.fixture(params=sorted(METERS))
def table(request: pytest.FixtureRequest) -> MeterTable:
    """Return each meter in turn."""
    return meter(request.param)


@pytest.fixture
def words(table: MeterTable, golden: Path) -> Words:
    """Return the meter's golden words; a meter without any fails here."""
    found: Words = json.loads((golden / table.name / "words.json").read_text())
    return found


def test_a_meter_names_where_its_words_come_from(table: MeterTable, golden: Path) -> None:
    assert (golden / table.name / "source.md").read_text().startswith("# Where these words come")
    assert table.source


def test_each_point_has_the_makers_register(table: MeterTable, words: Words) -> None:
    first = words["first_register"]
    told = {int(number) - first: name for number, name in words["registers"].items()}

    assert {point.address: point.name for point in table.points} == told


def test_all_else_it_serves_has_the_makers_registers(table: MeterTable, words: Words) -> None:
    asked = {point.address for point in table.points}
    for function in table.functions:
        told = words["served"][str(function)]
        pieces = [
            piece
            for piece in table.pieces(function)
            if function != table.function or piece.address not in asked
        ]
        points = {piece.address: piece.name for piece in pieces if isinstance(piece, Point)}
        fixed = {piece.address: piece.words for piece in pieces if isinstance(piece, Fixed)}
        assert points == {int(number): name for number, name in told["points"].items()}
        assert fixed == {int(number): hexes(text) for number, text in told["fixed"].items()}


def test_a_simulated_one_says_the_makers_words(table: MeterTable, words: Words) -> None:
    serving = Serving(table)
    for case in words["said"]:
        said = hexes(case["words"])
        span = Span(case["address"], len(said))

        assert serving.words(case["function"], span, case["values"]) == said, case["what"]


def test_recorded_answers_give_the_measured_values(table: MeterTable, words: Words) -> None:
    assert words["answers"]
    for case in words["answers"]:
        unit, question = unframe(bytes.fromhex(case["question"]))
        answering, answer = unframe(bytes.fromhex(case["answer"]))
        request = parse_request(question)
        assert isinstance(request, ReadRequest)
        assert (unit, request.function) == (answering, table.function)
        span = Span(request.address, request.count)

        values = decode(table, [(span, words_of(answer, request))])

        assert values == pytest.approx(case["values"], rel=1e-6), case["what"]
        image = encode(table, values)
        sent = b"".join(image[address].to_bytes(2, "big") for address in sorted(image))
        assert answer[2:] == sent, case["what"]


def test_the_makers_words_mean_the_makers_values(table: MeterTable, words: Words) -> None:
    points = {point.name: point for point in table.points}
    for case in words["words"]:
        raw = [int(word, 16) for word in case["words"].split()]

        value = points[case["name"]].decode(raw)

        if case["value"] is None:
            assert value is None, case
        else:
            # What a maker prints is rounded to its last digit.
            assert value == pytest.approx(case["value"], rel=2e-5), case


def test_every_point_is_read_whole_and_within_the_devices_limits(table: MeterTable) -> None:
    plan = reads(table)

    assert all(span.words <= table.max_words for span in plan)
    assert not any(s.address < border < s.end for s in plan for border in table.borders)
    for point in table.points:
        assert sum(s.address <= point.address and point.span.end <= s.end for s in plan) == 1


@pytest.mark.unmeasured
@given(data=st.data())
def test_what_a_simulated_meter_sends_is_what_is_read(data: st.DataObject) -> None:
    table = meter(data.draw(st.sampled_from(sorted(METERS))))
    points = data.draw(st.sets(st.sampled_from(table.points), min_size=1, max_size=9))
    values = {
        point.name: data.draw(
            st.none()
            | st.floats(max(point.low or 0.0, -1e6), min(point.high or 1e6, 1e6), allow_nan=False)
        )
        for point in points
    }

    decoded = decode(table, encode(table, values))

    assert set(decoded) == set(values)
    for point in points:
        value, read = values[point.name], decoded[point.name]
        if value is None:
            assert read is None
        elif point.name.startswith("pf.") and table.pf_sign is PfSign.DIRECTION:
            assert abs(read or 0.0) == pytest.approx(abs(value), rel=1e-6, abs=1e-30)
        else:
            step = 0.0 if table.name == "sdm630" else point.scale
            step *= 1.0 if getattr(point.codec, "counter", False) else 0.500001
            assert read == pytest.approx(value, rel=1e-6, abs=step + 1e-30)


def test_a_meter_gives_all_that_a_sample_needs_or_the_document_says_what_it_lacks(
    golden: Path,
) -> None:
    text = (golden.parents[2] / "docs" / "formats" / "meters.md").read_text()
    for table in METERS.values():
        told = re.search(rf"^\| `{table.name}` \|.*$", text, re.MULTILINE)
        assert told is not None, table.name
        for lacking in set(MAINS_POINTS) - set(table.names):
            assert f"`{lacking}`" in told[0]


def test_every_name_of_a_point_is_explained(golden: Path) -> None:
    text = (golden.parents[2] / "docs" / "formats" / "meters.md").read_text()
    for table in METERS.values():
        for name in table.names:
            quantity = name.partition(".")[0]
            assert f"`{name}`" in text or f"`{quantity}.`" in text, name


def test_the_known_frames_of_the_diris_blocks() -> None:
    plan = {span.address: span for span in reads(meter("diris_a10"))}

    asked = {
        address: frame(5, build_request(ReadRequest(3, span.address, span.words))).hex(" ").upper()
        for address, span in plan.items()
    }

    assert asked[50512] == "05 03 C5 50 00 3E F9 43"
    assert asked[50780] == "05 03 C6 5C 00 0A 38 D3"
    assert asked[51536] == "05 03 C9 50 00 09 BB C5"


def test_the_sdm630_needs_three_reads_for_a_sample() -> None:
    assert reads(meter("sdm630"), MAINS_POINTS) == (Span(0, 74), Span(200, 46), Span(334, 10))


def test_the_diris_needs_three_reads_for_a_sample_however_many_tables_it_serves() -> None:
    expected = (Span(50514, 54), Span(50780, 2), Span(51536, 9))

    assert reads(meter("diris_a10"), MAINS_POINTS) == expected


def test_a_diris_says_who_it_is() -> None:
    identify = meter("diris_a10").identify

    assert identify is not None
    assert identify.fits((0x0053, 0x004F, 0x0043, 0x004F))
    assert identify.span == Span(50000, 4)


def test_a_sample_is_built_from_the_names() -> None:
    numbers = {name: float(at) for at, name in enumerate(MAINS_POINTS)}

    sample = mains_sample(numbers)

    assert sample == MainsSample(
        f_hz=0.0,
        v_ln_v=L123(1.0, 2.0, 3.0),
        v_ll_v=LineToLine(4.0, 5.0, 6.0),
        i_a=L123N(7.0, 8.0, 9.0, 10.0),
        p_w=L123Sum(11.0, 12.0, 13.0, 14.0),
        q_var=L123Sum(15.0, 16.0, 17.0, 18.0),
        s_va=L123Sum(19.0, 20.0, 21.0, 22.0),
        pf=L123Sum(23.0, 24.0, 25.0, 26.0),
        thd_v_ln_pct=L123(27.0, 28.0, 29.0),
        thd_v_ll_pct=LineToLine(30.0, 31.0, 32.0),
        thd_i_pct=L123(33.0, 34.0, 35.0),
        energy=EnergyValues(partial_wh=36.0, total_wh=37.0),
    )


def test_what_is_absent_is_none_in_the_sample() -> None:
    assert mains_sample({}) == MainsSample()
    assert mains_sample({"i_a.l1": None, "nonsense": 3.0}) == MainsSample()


def test_an_unknown_meter_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Unknown, match="diris_a10, sdm630"):
        meter("abb_b23")


def test_the_folder_tells_which_meters_there_are() -> None:
    folder = Path(__file__).parents[2] / "src" / "stagewatt" / "meters"
    lying = [path.stem for path in folder.glob("*.py") if "METER = " in path.read_text()]
    lying += [
        path.parent.name for path in folder.glob("*/__init__.py") if "METER = " in path.read_text()
    ]

    assert sorted(METERS) == sorted(lying)


def test_two_meters_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="sdm630"):
        by_name([meter("sdm630"), meter("diris_a10"), meter("sdm630")])


def test_a_count_beyond_any_sense_is_missing() -> None:
    table = meter("sdm630")
    counts = [point for point in table.points if "energy" in point.name or "_wh" in point.name]
    assert counts
    for point in (*counts, *(each for each in table.points if each.name == "partial_ah")):
        assert point.decode(FLOAT32_BE.encode(3e38)) is None
        assert point.decode(FLOAT32_BE.encode(2e15)) is None
        assert point.decode(FLOAT32_BE.encode(5e9)) == pytest.approx(5e9 * point.scale)
