"""`stagewatt trip`: its answers against the golden ones, its words, its refusals."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stagewatt.app import trip_way
from stagewatt.app.cli import main
from stagewatt.app.trip import Answer, ask
from stagewatt.app.trip_question import Question, find
from stagewatt.catalogue.load import models
from stagewatt.domain.pieces import ResidualRelay
from stagewatt.domain.rack import Protection, ProtectionKind

GOLDEN = Path(__file__).parents[1] / "golden" / "trip" / "answers.toml"
ASKED = tomllib.loads(GOLDEN.read_text())["ask"]
FIELDS = [
    "schema",
    "device",
    "rated_a",
    "amps",
    "neutral_amps",
    "residual_ma",
    "preload_a",
    "element",
    "verdict",
    "t_min_s",
    "t_max_s",
    "t_typ_s",
    "basis",
    "assumed",
    "assumptions",
    "warnings",
]
Out = pytest.CaptureFixture[str]


def answer(capsys: Out, *words: str) -> dict[str, Any]:
    assert main(["trip", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert list(found) == FIELDS
    assert found["assumed"] is bool(found["assumptions"])
    return found


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(asked["words"]))
def test_golden_answers(asked: dict[str, Any], capsys: Out) -> None:
    found = answer(capsys, *asked["words"])
    for key, value in asked["answer"].items():
        assert found[key] == (None if value == "none" and key != "element" else value), key


def test_every_device_of_every_model_answers(capsys: Out) -> None:
    for rack in models().values():
        for name in ("main", *{way.protection: way.id for way in rack.ways}.values()):
            words = (f"{rack.id}/{name}", "--amps", "40", "--neutral-amps", "5")
            found = answer(capsys, *words, "--residual-ma", "30")
            nones = [found[key] is None for key in ("t_min_s", "t_max_s")]
            told = {"holds": [True, True], "may_trip": [False, True], "trips": [False, False]}
            assert nones == told[found["verdict"]], words


def test_what_is_assumed_is_named(capsys: Out) -> None:
    found = answer(capsys, "smartpdu-36/main", "--amps", "500", "--preload", "200")
    words = "; ".join(found["assumptions"])
    for word in ("6 x IR", "1.1 to 1.2 x IR", "+/-10 %", "preload", "tr is fixed at 6 s"):
        assert word in words
    way = answer(capsys, "c24/7", "--amps", "100", "--residual-ma", "30")
    assert any("representative" in each for each in way["assumptions"])
    pulsating = ("--residual-ma", "60", "--set", "wave=pulsating")
    assert "type A" in str(answer(capsys, "smartpdu-36/A1", *pulsating)["assumptions"])
    assert "type A" not in str(answer(capsys, "c24/7", *pulsating)["assumptions"])


def test_chosen_curves_are_not_assumed_to_be_fitted(capsys: Out) -> None:
    chosen = ("--set", "curve=short", "instantaneous=b")
    found = answer(capsys, "c24/7", "--amps", "100", *chosen)
    assert "no manual names one" not in str(found["assumptions"])
    assert "the way has the" not in str(found["assumptions"])
    assert found["basis"] == "short delay curve with B characteristic, magnetic-hydraulic"


def test_a_preload_shortens_the_long_time(capsys: Out) -> None:
    words = ("smartpdu-72/main", "--amps", "800", "--preload")
    rows = [answer(capsys, *words, amps) for amps in ("0", "200", "400", "420")]
    for key in ("t_min_s", "t_max_s", "t_typ_s"):
        times = [row[key] for row in rows]
        assert times == sorted(set(times), reverse=True)


def test_a_preload_does_nothing_to_a_way_and_says_so(capsys: Out) -> None:
    cold = answer(capsys, "smartpdu-72/A1", "--amps", "20")
    warm = answer(capsys, "smartpdu-72/A1", "--amps", "20", "--preload", "16")
    assert warm["t_typ_s"] == cold["t_typ_s"]
    assert "no thermal memory" in warm["warnings"][0]


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        (["--amps", "500", "--set", "isd=8", "ii=6"], "Isd (3200 A) is not below Ii (2400 A)"),
        (["--amps", "500", "--set", "ir=0.4", "in=0.5"], "IN (200 A) is above IR (160 A)"),
        (["--neutral-amps", "500"], "IN is off: nothing in this breaker sees 500 A"),
        (["--amps", "60000"], "above the breaking capacity of 50000 A"),
    ],
)
def test_warnings(words: list[str], warning: str, capsys: Out) -> None:
    (found,) = answer(capsys, "smartpdu-72/main", *words)["warnings"]
    assert found.startswith(warning)
    assert main(["trip", "smartpdu-72/main", *words]) == 0
    assert f"\n  warning: {warning}" in capsys.readouterr().out


def test_the_models_of_the_long_time(capsys: Out) -> None:
    words = ("smartpdu-72/main", "--amps", "800", "--set")
    warm = answer(capsys, *words, "model=asymptotic")
    assert warm["t_typ_s"] == pytest.approx(64.3, abs=0.051)
    assert warm["basis"] == "warm body with tR at 6 x IR"
    other = answer(capsys, *words, "k_ref=7.2")
    assert other["t_typ_s"] == pytest.approx(54 * 1.44, abs=0.051)
    assert other["basis"] == "I2t referred to 7.2 x IR"


def test_a_residual_relay_below_half_its_threshold(capsys: Out) -> None:
    found = answer(capsys, "c24/X1", "--residual-ma", "15")
    assert (found["verdict"], found["assumed"]) == ("holds", True)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["smartpdu-72/main", "--amps", "800"],
            (
                "smartpdu-72/main (400 A) at 800 A:"
                " trips after 48.6 to 59.4 s, typically 54 s (long time)"
            ),
        ),
        (
            ["smartpdu-72/A1", "--amps", "18", "--residual-ma", "10"],
            (
                "smartpdu-72/A1 (16 A) at 18 A, 10 mA residual:"
                " may trip, not before 13 s (magnetic hydraulic)"
            ),
        ),
        (
            ["smartpdu-72/main", "--amps", "300", "--neutral-amps", "2", "--preload", "100"],
            "smartpdu-72/main (400 A) at 300 A, 2 A in the neutral, 100 A before: holds",
        ),
    ],
)
def test_the_answer_for_people(words: list[str], line: str, capsys: Out) -> None:
    assert main(["trip", *words]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == line
    assert out[1].startswith("  basis: ")


def test_a_main_without_release_says_what_it_lacks(capsys: Out) -> None:
    found = answer(capsys, "c12a-11/main", "--amps", "400", "--preload", "400")
    assert "has no overload trip" in found["basis"]
    assert answer(capsys, "smartpdu-72/main", "--residual-ma", "30")["basis"] == (
        "the main breaker has no residual release"
    )


def test_a_fixed_dial_may_be_named_as_it_stands(capsys: Out) -> None:
    assert answer(capsys, "smartpdu-36/main", "--amps", "500", "--set", "tr=6")["t_typ_s"] == 54.0


def of_another(protection: Protection, **asked: float) -> Answer:
    """Ask a way that no shipped rack has."""
    rack, way = find("smartpdu-72/A1")
    assert way is not None
    other = replace(way, protection=protection)
    amps = {"amps": None, "neutral_amps": None, "residual_a": None, **asked}
    question = Question(device="x/A1", rack=rack, way=other, preload_a=0.0, wanted={}, **amps)
    return ask(question)


def test_a_way_without_a_breaker_holds() -> None:
    none = Protection(kind=ProtectionKind.NONE, rated_a=16.0, poles=0)
    assert of_another(none, amps=100.0).basis == "this way has no breaker of its own"


def test_a_selective_device_waits() -> None:
    kind = ProtectionKind.MCB_RCD
    slow = Protection(kind=kind, rated_a=63.0, poles=4, residual_a=0.3, rcd_type="s")
    found = of_another(slow, residual_a=0.3)
    assert (found.t_min_s, found.t_max_s) == (0.13, 0.5)
    assert found.basis == "IEC 61008-1, type S"


def test_a_relay_without_a_key_has_no_setting_for_it() -> None:
    relay = ResidualRelay(steps_a=(0.03,), steps_s=(0.02,), factory_a=0.03, factory_s=0.02)
    kind = ProtectionKind.MCB_RCD
    device = Protection(kind=kind, rated_a=32.0, poles=4, residual_a=0.03, relay=relay)
    assert "key" not in trip_way.names(device)
    assert "threshold" in trip_way.names(device)


def test_ways_are_found_however_they_are_written() -> None:
    rack, way = find("c24/x1")
    assert (rack.id, way and way.id) == ("c24-soca", "X1")
    assert find("smartpdu-36/MAIN")[1] is None
