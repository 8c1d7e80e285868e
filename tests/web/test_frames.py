"""The binary frames: one table, an encoder, a file for the browser, and bytes written by hand."""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stagewatt.domain.alarm import Acknowledgement, Alarm, AlarmId, Severity
from stagewatt.domain.phases import L123, L123Sum
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import EnergyValues
from stagewatt.domain.view import Cause, Load, RackView
from stagewatt.web import frames_js
from stagewatt.web.encode import RackEncoder, _Column, _number, fleet_frame
from stagewatt.web.fields import BYTES, LETTER, MISSING, RANGE
from stagewatt.web.frames import FRAMES, HEADER, SCHEMA, description
from stagewatt.web.wall import WallEncoder

GOLDEN = Path(__file__).parent.parent / "golden" / "frames"
NOW_NS = 10_000_000_000
MakeView = Callable[..., RackView]
MakeAlarm = Callable[..., Alarm]


def decoded(frame: bytes) -> dict[str, Any]:
    """Decode a frame by the described table alone, without the encoder's help."""
    table = json.loads(json.dumps(description()))
    header = struct.unpack_from("<BBHIIH", frame)
    names = [field["name"] for field in table["header"]]
    result: dict[str, Any] = dict(zip(names, header, strict=True))
    shape = next(one for one in table["frames"].values() if one["kind"] == result["kind"])
    at = struct.calcsize("<BBHIIH")
    counts = {"head": 1, "row": result["rows"]}
    for part in ("head", "row", "cell"):
        if part == "cell":
            if "cell" not in shape:
                break
            counts["cell"] = int(sum(result["row"][shape["cells"]]))
        result[part] = {}
        for field in shape[part]:
            values, at = column(frame, field, at, counts[part])
            alone = part == "head" and len(values) == 1
            result[part][field["name"]] = values[0] if alone else values
    assert at == len(frame)
    return result


def column(frame: bytes, field: dict[str, Any], at: int, rows: int) -> tuple[list[Any], int]:
    if field["kind"] == "text":
        size = field["count"]
        texts = [frame[at + i * size : at + (i + 1) * size] for i in range(rows)]
        return [text.rstrip(b"\0").decode() or None for text in texts], at + rows * size
    form = f"<{rows * field['count']}{LETTER[field['kind']]}"
    found = [value_of(value, field) for value in struct.unpack_from(form, frame, at)]
    return found, at + struct.calcsize(form)


def value_of(value: float, field: dict[str, Any]) -> Any:
    if math.isnan(value) or value == MISSING[field["kind"]]:
        return None
    if "words" in field:
        return field["words"][int(value)]
    if "parts" in field:
        words, left = [], int(value)
        for part in field["parts"]:
            left, place = divmod(left, len(part["words"]))
            words.append(part["words"][place])
        assert left == 0
        return words
    return value / field["per"]


def test_the_browser_s_table_is_the_node_s() -> None:
    kept = frames_js.TARGET.read_text(encoding="utf-8")
    assert kept == frames_js.generated(), "run: python -m stagewatt.web.frames_js"
    assert f'"{SCHEMA}"' in kept


def test_the_table_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "frames.gen.js"
    assert frames_js.main([str(target)]) == 0
    assert target.read_text(encoding="utf-8") == frames_js.generated()


def test_the_fingerprint_covers_every_part_of_the_table() -> None:
    text = json.dumps(description(), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest().startswith(SCHEMA)
    for part in ('"per": 100', '"u16"', '"sensed"', '"i_peak_a"', '"version": 1'):
        assert part in text


def test_fields_are_well_formed() -> None:
    for table in FRAMES.values():
        for fields in (table.head, table.row, table.cell):
            names = [field.name for field in fields]
            assert len(names) == len(set(names))
        assert bool(table.cell) == (table.cells in {field.name for field in table.row})
        for field in table.fields:
            assert field.paths, field.name
            assert len(field.words) < 255
            assert math.prod(len(part.words) for part in field.parts) < 255
            assert (field.kind == "text") == bool(field.length)
    assert sum(BYTES[field.kind] for field in HEADER) == 14


def test_the_docs_show_the_table() -> None:
    text = (Path(__file__).parents[2] / "docs/formats/stream.md").read_text(encoding="utf-8")
    assert f"`{SCHEMA}`" in text
    at = 0
    for name, table in FRAMES.items():
        at = text.index(f"### Frame `{name}`, kind {table.code}", at)
        for field in table.fields:
            words = f" {' '.join(field.words)}" if field.words else ""
            if field.parts:
                each = "; ".join(f"{part.name} {' '.join(part.words)}" for part in field.parts)
                words = f" packed: {each}"
            per = "" if field.per == 1 else f"1/{field.per} "
            line = f"| `{field.name}` | {field.kind} x {field.count} | {per}{field.unit}{words} |"
            at = text.index(line, at)


@pytest.mark.parametrize("name", ["rack", "fleet", "wall"])
def test_golden_bytes_read_as_their_source_says(name: str) -> None:
    frame = bytes.fromhex((GOLDEN / f"{name}.hex").read_text())
    assert decoded(frame) == json.loads((GOLDEN / f"{name}.json").read_text())


def golden_view(make_view: MakeView) -> RackView:
    """The picture that `source.md` describes in words."""
    view = make_view(ways=3, seq=4_294_967_299)
    stale = Mark(Quality.STALE, NOW_NS - 4_249_000_000, "board-1")
    first = replace(
        view.ways[0], i_a=15.204, i_peak_a=9999.0, p_w=3496.6, load=Load.HIGH, warning=True
    )
    second = replace(view.ways[1], mark=stale, breaker=replace(view.ways[1].breaker, cause=None))
    mains = replace(
        view.mains,
        v_ln_v=L123(230.14, None, 231.45),
        pf=L123Sum(0.999, None, -0.5, None),
        energy=EnergyValues(partial_wh=None, total_wh=9876543.0),
    )
    main = replace(view.main_breaker, cause=Cause.E_STOP)
    return replace(
        view, ways=(first, second, view.ways[2]), mains=mains, main_breaker=main, temperature_c=-3.2
    )


def golden_frames(make_view: MakeView, make_alarm: MakeAlarm) -> dict[str, bytes]:
    """All golden frames, as `source.md` describes them."""
    view = golden_view(make_view)
    ack = Acknowledgement(by="Anna", comment="", at_ns=NOW_NS, boot_id="b1")
    loud = make_alarm(id=AlarmId("r2", "rack", "heat", 1), severity=Severity.CRITICAL, ack=ack)
    other = make_view(rack="r2", tightest=None, alarms=(loud, make_alarm()))
    empty = make_view(rack="r3")
    walls = [view, replace(empty, ways=()), other]
    return {
        "rack": RackEncoder(2).encode(view, NOW_NS, sent_ns=NOW_NS + 5_000_000),
        "fleet": fleet_frame(1, 7, NOW_NS, [(view, NOW_NS), (other, NOW_NS)]),
        "wall": WallEncoder(0).encode(walls, seq=7, sent_ns=NOW_NS),
    }


def test_the_encoder_writes_the_golden_bytes(make_view: MakeView, make_alarm: MakeAlarm) -> None:
    for name, frame in golden_frames(make_view, make_alarm).items():
        assert frame.hex() == (GOLDEN / f"{name}.hex").read_text().replace("\n", ""), name


def test_a_frame_follows_its_picture(make_view: MakeView) -> None:
    encoder = RackEncoder(2)
    for number in range(5):
        view = make_view(seq=number)
        ways = tuple(replace(way, i_a=number + 0.25) for way in view.ways)
        frame = decoded(encoder.encode(replace(view, ways=ways), NOW_NS))
        assert frame["seq"] == number
        assert frame["row"]["i_a"] == [number + 0.25] * len(ways)
        assert frame["row"]["load"] == ["ok"] * 5 + ["unknown"]


def test_ages_of_several_boards(make_view: MakeView) -> None:
    view = make_view()
    marks = [None, NOW_NS, NOW_NS - 100_000_000, NOW_NS - 10**15, NOW_NS + 10**9, NOW_NS]
    ways = tuple(
        replace(way, mark=Mark(Quality.GOOD, at_ns, "board"))
        for way, at_ns in zip(view.ways, marks, strict=True)
    )
    frame = decoded(RackEncoder(2).encode(replace(view, ways=ways), NOW_NS))
    assert frame["row"]["age_s"] == [None, 0.0, 0.1, 6553.4, 0.0, 0.0]


def test_a_rack_without_ways_and_a_fleet_without_racks(make_view: MakeView) -> None:
    view = replace(make_view(), ways=(), tightest=None)
    frame = decoded(RackEncoder(2).encode(view, NOW_NS))
    assert frame["rows"] == 0
    assert frame["head"]["tightest_place"] is None
    assert frame["head"]["tightest_left_a"] is None
    assert decoded(fleet_frame(1, 1, NOW_NS, []))["rows"] == 0


def test_a_long_place_is_cut_and_a_strange_one_replaced(make_view: MakeView) -> None:
    view = make_view()
    assert view.tightest is not None
    for place, shown in (("a-very-long-place", "a-very-long-"), ("Ä1", "?1")):
        named = replace(view, tightest=replace(view.tightest, place=place))
        frame = decoded(RackEncoder(2).encode(named, NOW_NS))
        assert frame["head"]["tightest_place"] == shown


ANY = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(10**12), 10**12)


@given(value=ANY)
@example(value=math.nan)
@example(value=math.inf)
@example(value=-1e9)
@example(value=1e9)
def test_no_value_wraps_or_reads_as_missing(value: float | None) -> None:
    """Whatever a driver lets through: clipped to the range, or missing where it is no number."""
    for table in FRAMES.values():
        for field in table.fields:
            if field.words or field.parts or field.is_age or field.kind in {"text", "f64"}:
                continue
            low, high = RANGE[field.kind]
            once = _number(field)(value, 0)
            (packed,) = struct.unpack(f"<{LETTER[field.kind]}", _Column(field).pack((value,), 0))
            assert packed == once
            if value is None or math.isnan(value):
                assert once == MISSING[field.kind]
            else:
                assert low <= once <= high
                wanted = value * field.per
                if low <= wanted <= high:
                    assert abs(once - wanted) <= 0.5


def test_one_wrong_value_leaves_the_others_right(make_view: MakeView) -> None:
    view = make_view()
    ways = (replace(view.ways[0], i_a=math.inf), *view.ways[1:])
    frame = decoded(RackEncoder(2).encode(replace(view, ways=ways), NOW_NS))
    assert frame["row"]["i_a"] == [655.34, 1.0, 1.5, 2.0, 2.5, None]


def test_72_ways_stay_small(make_view: MakeView) -> None:
    assert len(RackEncoder(2).encode(make_view(ways=72), NOW_NS)) < 2500
