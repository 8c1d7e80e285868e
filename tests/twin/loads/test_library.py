"""Every load of the library against the ranges of the trade; files that are wrong."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.domain.errors import BadDocument
from stagewatt.twin.loads.behaviours.amplifier import Amplifier
from stagewatt.twin.loads.behaviours.behaviour import Rating, thd_of
from stagewatt.twin.loads.behaviours.burst import Burst
from stagewatt.twin.loads.behaviours.discharge import Discharge
from stagewatt.twin.loads.behaviours.motor import Motor
from stagewatt.twin.loads.behaviours.thermostat import Thermostat
from stagewatt.twin.loads.behaviours.tungsten import Tungsten
from stagewatt.twin.loads.library import library, load_all
from stagewatt.twin.loads.read import load_text

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "loads" / "table.toml"
SECTIONS: dict[str, Any] = tomllib.loads(GOLDEN.read_text("utf-8"))
ROWS: dict[str, dict[str, Any]] = SECTIONS["table"] | SECTIONS["assumed"]


def a(rating: Rating, p_w: float) -> float:
    return abs(rating.s_va(p_w)) / 230 * math.hypot(1.0, thd_of(rating.spectrum))


def pf(rating: Rating, p_w: float) -> float:
    return p_w / 230 / a(rating, p_w)


def figures(name: str) -> dict[str, float]:
    """All figures of one library load that a golden row may hold."""
    load = library()[name]
    rating, how = load.rating, load.behaviour
    found = {
        "w": rating.typical_w,
        "max_w": rating.max_w,
        "three_w": 3 * rating.typical_w,
        "idle_w": rating.idle_w,
        "a": a(rating, rating.typical_w),
        "share": rating.typical_w / rating.max_w if rating.max_w else 0.0,
        "black": rating.idle_w / rating.max_w if rating.max_w else 0.0,
        "thd_pct": thd_of(rating.spectrum) * 100,
        "leakage_ma": load.leakage_ma,
    }
    if rating.typical_w:
        found["pf"] = pf(rating, rating.typical_w)
        found["pf_full"] = pf(rating, rating.max_w)
    if rating.idle_w:
        found["pf_idle"] = pf(rating, rating.idle_w)
    if load.inrush is not None:
        found |= {"inrush_a": load.inrush.peak_a, "inrush_ms": load.inrush.duration_s * 1000}
    if isinstance(how, Tungsten | Burst):
        found["start_x"] = how.cold_x
    if isinstance(how, Motor | Thermostat):
        found |= {"start_x": how.start_x, "start_s": how.start_s}
    if isinstance(how, Discharge):
        found |= {"run_up_x": how.run_up_x, "run_up_s": how.run_up_s}
    if isinstance(how, Amplifier):
        found["crest_db"] = how.crest_db
    return found


def test_every_load_has_a_golden_row() -> None:
    assert set(ROWS) == set(library())


@pytest.mark.parametrize("name", ROWS)
def test_figures_lie_in_the_ranges_of_the_trade(name: str) -> None:
    found = figures(name)
    for key, told in ROWS[name].items():
        low, high = told if isinstance(told, list) else (told * 0.99, told * 1.01)
        assert low - 1e-9 <= found[key] <= high + 1e-9, (key, found[key], told)


@pytest.mark.parametrize("name", ROWS)
def test_a_rating_gives_the_power_factors_it_is_made_of(name: str) -> None:
    rating = library()[name].rating
    for p_w, told in ((rating.idle_w, rating.pf_idle), (rating.typical_w, rating.pf)):
        if p_w and (p_w == rating.typical_w or rating.idle_w != rating.typical_w):
            # Where a spectrum alone is worse than that, by a tenth of a percent at most.
            assert pf(rating, p_w) == pytest.approx(abs(told), rel=0.002)
            q_var = rating.s_va(p_w).imag
            assert q_var == 0 or math.copysign(1.0, q_var) == math.copysign(1.0, told)


def test_sources_are_named_or_said_to_be_assumed() -> None:
    for name, load in library().items():
        assert "assumed" in load.source.lower() or "sheet" in load.source, name
        assert load.title
        assert load.value_eur >= 0


GOOD = """\
schema = "load/1"
title = "Thing"
source = "Assumed."
value_eur = 10

[power]
typical_w = 100

[mix]
power = 1.0

[leakage]
ma = 0.1

[behaviour]
kind = "steady"
"""


def findings(text: str) -> str:
    with pytest.raises(BadDocument) as caught:
        load_text(text, "thing", "library/thing.toml")
    return str(caught.value)


def test_the_shortest_file_is_enough() -> None:
    thing = load_text(GOOD, "thing", "library/thing.toml")
    assert (thing.p_w, thing.pf, thing.phases) == (100.0, 1.0, 1)
    assert thing.leakage_ma == pytest.approx(0.1)
    assert thing.rating.idle_w == thing.rating.max_w == 100
    assert thing.inrush is None
    assert thing.supply is None
    assert load_all({"thing": GOOD})["thing"].title == "Thing"


def test_a_supply_may_only_drop_out_or_only_fail() -> None:
    dips = load_text(GOOD + "[supply]\ndrop_v = 90\nreturn_v = 100\n", "dips", "dips.toml")
    assert dips.supply is not None
    assert dips.supply.fail_v == (math.inf, math.inf)
    dies = load_text(GOOD + "[supply]\nfail_v = [280, 290]\n", "dies", "dies.toml")
    assert dies.supply is not None
    assert dies.supply.drop_v == dies.supply.return_v == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"load/1"', '"load/2"'), 'library/thing.toml:1: schema: "load/2" is not one of these'),
        (('title = "Thing"', ""), "title: is missing"),
        (('title = "Thing"', 'titel = "x"'), "titel: unknown key; did you mean title?"),
        (("typical_w = 100", 'typical_w = "100"'), 'power.typical_w: "100" is not a number'),
        (("typical_w = 100", "typical_w = -1"), "power.typical_w: -1 is out of range"),
        (("typical_w = 100", "typical_w = 100\nidle_w = 101"), "power.idle_w: is above typical_w"),
        (("typical_w = 100", "typical_w = 100\nmax_w = 99"), "power.max_w: is below typical_w"),
        (("typical_w = 100", "typical_w = 100\npf = 0.001"), "power.pf: is too small"),
        (("typical_w = 100", "typical_w = 100\npf_idle = 0"), "power.pf_idle: is too small"),
        (("power = 1.0", "power = 0.9"), "mix: the shares sum to 0.9; let them sum to 1"),
        (("[leakage]", "[spectrum]\nname = 'smsp'\n[leakage]"), "did you mean smps?"),
        (("[leakage]", "[spectrum.percent]\nh4 = 3\n[leakage]"), "spectrum.percent.h4: is not"),
        (
            ("[leakage]", "[spectrum]\nname = 'smps'\npercent = {h3 = 1}\n[leakage]"),
            "spectrum: has a name and percents",
        ),
        (
            ("[mix]", "pf = 0.9\n[spectrum]\nname = 'smps'\n[mix]"),
            "power.pf: 0.9 is better than the spectrum's distortion allows; write 0.675 at most",
        ),
        (("[behaviour]", "[supply]\ndrop_v = 90\n[behaviour]"), "supply: drop_v and return_v"),
        (
            ("[behaviour]", "[supply]\ndrop_v = 90\nreturn_v = 80\n[behaviour]"),
            "supply.return_v: is below drop_v",
        ),
        (("[behaviour]", "[supply]\nfail_v = [300]\n[behaviour]"), "write two rising voltages"),
        (("[behaviour]", "[supply]\nfail_v = [300, 200]\n[behaviour]"), "two rising voltages"),
        (('[behaviour]\nkind = "steady"', ""), "behaviour: is missing; add a table"),
        (('kind = "steady"', ""), "behaviour.kind: is not a behaviour; known: amplifier"),
        (('kind = "steady"', "kind = 3"), "behaviour.kind: is not a behaviour"),
        (('"steady"', '"stedy"'), "library/thing.toml:16: behaviour.kind: is not a behaviour; did"),
        (('"steady"', '"amplifier"'), "behaviour.crest_db: is missing; add decibels from 3 to 30"),
        (('"steady"', '"wall"\nblak = 1'), "behaviour.blak: unknown key; did you mean black?"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_cure(change: tuple[str, str], said: str) -> None:
    assert GOOD.count(change[0]) == 1
    assert said in findings(GOOD.replace(*change))


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = GOOD.replace("power = 1.0", "power = 0.5").replace("= 100", "= 100\npf = 3")
    told = findings(wrong.replace('"steady"', '"nothing"') + "\n[extra]\n").splitlines()
    assert len(told) == 4
    assert all(line.startswith("library/thing.toml:") for line in told)


@given(st.text(max_size=200))
@settings(max_examples=50)
def test_any_text_is_a_load_or_findings(text: str) -> None:
    with pytest.raises(BadDocument):
        load_text(text, "thing", "thing.toml")
