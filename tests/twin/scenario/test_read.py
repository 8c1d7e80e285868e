"""A file is read, or everything that is wrong with it is said at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from stagewatt.catalogue.document.source import converted, decode
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.rack import CtPosition
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.scenario.read import opened, scenario, shipped
from stagewatt.twin.scenario.resolve import resolved
from stagewatt.twin.scenario.schema import ScenarioDocument
from stagewatt.twin.scenario.script import Cue, Do, PlugIn, PullOut, Say, Scenario, Turn

HEAD = 'schema = "scenario/1"\ntitle = "T"\nabout = "A"\nduration_s = 100.0\n'
RACK = '[[racks]]\nid = "one"\nmodel = "smartpdu-36"\n'
TWO = RACK + '[[racks]]\nid = "two"\nmodel = "c24-soca"\nfed_from = "one"\n'
ENTRY = "[[timeline]]\n"
PATCH = "[[patch]]\n"
DOCUMENT = Path(__file__).parents[3] / "docs" / "formats" / "scenario.md"


def wrong(text: str) -> list[str]:
    """Return what is said of a text, without the file's name."""
    with pytest.raises(BadDocument) as bad:
        scenario(text, "t.toml")
    lines = str(bad.value).splitlines()
    assert all(line.startswith("t.toml") for line in lines)
    return [line.removeprefix("t.toml:") for line in lines]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)


def test_the_documents_whole_file_is_read() -> None:
    (text,) = blocks("toml")
    read = scenario(text, "doc.toml")
    assert [(stand.id, stand.fed_from) for stand in read.racks] == [("foh", None), ("band", 0)]
    foh = read.racks[0]
    assert (foh.ct_position, foh.printed_name) == (CtPosition.DRAIN, "smartPDU4711AB")
    assert foh.dials == {"ir": 0.8, "in": 0.5}
    assert foh.feeder is not None
    assert (foh.feeder.length_m, foh.feeder.mm2) == (50.0, 120.0)
    assert [each.place for each in read.patch][5:7] == ["A6", "B1"]
    assert read.patch[-1].place == "X7"
    assert (read.patch[0].count, read.patch[0].level, read.patch[0].wet_a) == (2, 0.5, 0.01)
    kinds = [type(entry.what) for entry in read.timeline]
    assert kinds == [Cue, Turn, Say, PlugIn, PullOut, Do]
    assert read.timeline[0].until_s == 1800.0
    assert read.timeline[1].until_s == 3600.0


def test_the_documents_findings_are_what_is_said() -> None:
    said = next(block for block in blocks("text") if "dail" in block)
    text = HEAD + RACK.replace("one", "foh") + "\n" + RACK.replace("one", "bar")
    text += 'fed_from = "fho"\n\n' + PATCH + 'at = ["A1"]\nrack = "foh"\nload = "par46"\n'
    text += ENTRY + 'say = "x"\n' + ENTRY + 'say = "x"\n' + "\n" * 7 + ENTRY
    text += 'rack = "foh"\ndo = { dail = {} }\n'
    assert [f"tour.toml:{line}" for line in wrong(text)] == said.splitlines()


def test_every_line_is_the_files_own() -> None:
    text = HEAD + RACK + "bogus = 1\n" + PATCH + 'at = ["A1"]\nload = "par46"\n' + ENTRY
    lines = wrong(text + "at_s = -1.0\nsay = 5\n")
    assert [line.partition(":")[0] for line in lines] == ["8", "11", "13", "14"]


def test_everything_has_its_usual_value(small: Callable[..., Scenario]) -> None:
    read = small('[[patch]]\nat = ["A1", "A1-2"]\nload = "par64"\n[[timeline]]\nsay = "x"\n')
    assert (read.seed, read.ambient_c, read.rain) == (1, 24.0, 0.0)
    assert (read.supply.kind, read.supply.rated_va, read.supply.z_ohm) == (
        "grid",
        None,
        0.01 + 0.01j,
    )
    (rack,) = read.racks
    assert (rack.fed_from, rack.feeder, rack.ct_position, rack.dials) == (None, None, None, {})
    assert [patch.place for patch in read.patch] == ["A1", "A2"]
    assert (read.timeline[0].at_s, read.timeline[0].every_s, read.timeline[0].until_s) == (
        0,
        None,
        100,
    )


def test_off_is_a_step_where_a_dial_has_it(small: Callable[..., Scenario]) -> None:
    assert small('dials = { in = "off", ir = 1 }\n').racks[0].dials == {"in": None, "ir": 1.0}


def test_the_panel_source_is_a_place_with_three_phases(small: Callable[..., Scenario]) -> None:
    read = small('[[patch]]\nat = ["panel_source"]\nload = "hoist-1t"\n')
    assert read.patch[0].place == PANEL_SOURCE


def test_shipped_ones_are_opened_by_name() -> None:
    assert len(shipped()) == 7
    for name in shipped():
        assert opened(name).title
    table = [
        line.split("`")[1]
        for line in DOCUMENT.read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert sorted(table) == sorted(shipped())


def test_a_file_is_opened_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + RACK)
    assert opened(str(file)).racks[0].id == "one"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadDocument, match="is not UTF-8 text"):
        opened(str(file))
    for none in (str(tmp_path / "none.toml"), "no\0thing"):
        with pytest.raises(BadDocument, match="club-night, festival-main-stage"):
            opened(none)


def test_what_was_never_judged_is_not_played() -> None:
    text = HEAD + RACK.replace("-36", "-37")
    document = converted(decode(text, "t.toml").data, ScenarioDocument)
    with pytest.raises(LookupError, match="one"):
        resolved(document)
