"""The pages about protective devices are true: their examples, their tables, their fields."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stagewatt.app.cli import main
from stagewatt.app.trip import Answer
from stagewatt.domain.phases import L123N
from stagewatt.physics.trip import discrimination, electronic
from stagewatt.physics.trip.curves import CURVES
from stagewatt.physics.trip.discrimination import Outcome
from stagewatt.physics.trip.electronic import Settings

DOCS = Path(__file__).parents[2] / "docs"
FORMAT = (DOCS / "formats" / "trip-answer.md").read_text("utf-8")
PROTECTION = (DOCS / "protection.md").read_text("utf-8")
SESSIONS = [
    (line, shown)
    for block in re.findall(r"```console\n(.*?)```", FORMAT + PROTECTION, re.DOTALL)
    for line, shown in re.findall(r"^\$ stagewatt (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
FACTORY = Settings(ir_a=400.0, isd_a=2400.0, ii_a=4000.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4)


@pytest.mark.parametrize(("line", "shown"), SESSIONS, ids=[line for line, _ in SESSIONS])
def test_each_example_answers_as_the_page_shows(
    line: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(shlex.split(line))
    printed = capsys.readouterr()
    assert printed.out + printed.err == shown
    assert status == (2 if printed.err else 0)


def test_every_field_is_explained() -> None:
    for name in Answer.__struct_fields__:
        assert re.search(rf"^\|.*`{name}`.*\|", FORMAT, re.MULTILINE), name


def test_the_main_breakers_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| (\d+) \| [\d.]+ \| (.*) \|$", PROTECTION, re.MULTILINE)
    assert len(rows) == 11
    for amps, told in rows:
        assert main(["trip", "smartpdu-72/main", "--amps", amps]) == 0
        assert capsys.readouterr().out.partition(" A: ")[2].startswith(told), amps


def test_the_curves_table() -> None:
    rows = re.findall(
        r"^\| ([\d.]+) \| \d+ \| ([\d.]+) to ([\d.]+) s \| ([\d.]+) to ([\d.]+) s"
        r" \| ([\d.]+) to ([\d.]+) s \|$",
        PROTECTION,
        re.MULTILINE,
    )
    assert len(rows) == 7
    for multiple, *bounds in rows:
        columns = iter(map(float, bounds))
        for name in ("short", "medium", "long"):
            assert (float(multiple), next(columns), next(columns)) in CURVES[name].assumed_rows


@pytest.mark.unmeasured
def test_the_limits_of_selectivity() -> None:
    told = dict(
        re.findall(r"^\| way .* \| smartPDU (.*) \| up to (\d+) A \|", PROTECTION, re.MULTILINE)
    )
    mains = {
        "36/48 main": Settings(
            ir_a=250.0, isd_a=1500.0, ii_a=2500.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4
        ),
        "72 main": FACTORY,
        "72 main, IR 0.4, Isd and Ii 1.5": Settings(
            ir_a=160.0, isd_a=600.0, ii_a=600.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4
        ),
    }
    assert set(told) == set(mains)
    for name, limit_a in told.items():
        above = discrimination.main(name, mains[name])
        for rated_a in (16.0, 32.0):
            below = discrimination.breaker("way", rated_a, CURVES["medium"])
            spans = discrimination.spans(below, above, 10.0, 20_000.0)
            assert [each.outcome for each in spans] == [Outcome.SELECTIVE, Outcome.UNDETERMINED]
            assert spans[0].to_a == pytest.approx(float(limit_a), rel=1e-4)


def test_the_page_says_how_the_warm_body_compares() -> None:
    warm = electronic.Model.ASYMPTOTIC
    for multiple, slower in ((1.25, True), (6.0, False)):
        i_a = L123N(multiple * 400.0, 0.0, 0.0, 0.0)
        dials = Settings(ir_a=400.0, isd_a=None, ii_a=1e6, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4)
        body = Settings(
            ir_a=400.0, isd_a=None, ii_a=1e6, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4, model=warm
        )
        times = (electronic.trip_time_s(body, i_a), electronic.trip_time_s(dials, i_a))
        assert (times[0] > times[1] * 1.05) is slower
