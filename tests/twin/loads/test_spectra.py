"""Spectra and phase cuts against figures that were worked elsewhere."""

from __future__ import annotations

import cmath
import csv
import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.physics.network.orders import HARMONICS
from stagewatt.twin.loads.behaviours.behaviour import thd_of
from stagewatt.twin.loads.draw import CLEAN, Spectrum
from stagewatt.twin.loads.phase_cut import cut_for, cuts
from stagewatt.twin.loads.spectra import SPECTRA

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "loads"
NAMED: dict[str, dict[str, Any]] = tomllib.loads((GOLDEN / "spectra.toml").read_text("utf-8"))
with (GOLDEN / "phase_cut.csv").open(encoding="utf-8") as lines:
    CUTS = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)]


def neutral(spectrum: Spectrum) -> float:
    """The neutral current of three equal loads, relative to a phase's fundamental."""
    triple = (abs(r) for h, r in zip(HARMONICS, spectrum.ratios, strict=True) if h % 3 == 0)
    return 3 * math.hypot(*triple)


@pytest.mark.parametrize("name", NAMED)
def test_named_spectra(name: str) -> None:
    golden, spectrum = NAMED[name], SPECTRA[name]
    rms = math.hypot(1.0, thd_of(spectrum))
    percents = [abs(ratio) * 100 for ratio in spectrum.ratios]
    told = golden["percent"]
    assert percents == pytest.approx([*told, *[0.0] * (len(percents) - len(told))])
    assert rms == pytest.approx(golden["rms"], abs=0.0006)
    assert thd_of(spectrum) * 100 == pytest.approx(golden["thd_pct"], abs=0.06)
    assert 1 / rms == pytest.approx(golden["distortion_factor"], abs=0.0006)
    assert neutral(spectrum) / rms == pytest.approx(golden["neutral"], abs=0.0006)


def test_every_named_spectrum_has_a_golden_case() -> None:
    assert set(SPECTRA) == {*NAMED, "clean"}
    assert SPECTRA["clean"] is CLEAN


@pytest.mark.parametrize("golden", CUTS, ids=lambda each: f"{each['alpha_deg']:.0f}")
def test_phase_cuts(golden: dict[str, float]) -> None:
    cut = cuts()[round(golden["alpha_deg"])]
    size = abs(cut.i_1)
    assert cut.p == pytest.approx(golden["p"], abs=0.0006)
    assert size == pytest.approx(golden["i_1"], abs=0.0006)
    assert cut.p / size == pytest.approx(golden["displacement"], abs=0.0006)
    assert cut.i_1.imag <= 0  # lagging
    assert thd_of(cut.spectrum) * 100 == pytest.approx(golden["thd_pct"], abs=0.06)
    for at, key in enumerate(("h3_pct", "h5_pct", "h7_pct")):
        assert abs(cut.spectrum.ratios[at]) * 100 == pytest.approx(golden[key], abs=0.06)
    # The golden figures hold all harmonics, ours end at order 51.
    rms = size * math.hypot(1.0, thd_of(cut.spectrum))
    assert golden["rms"] * 0.98 <= rms <= golden["rms"] + 0.0006
    assert neutral(cut.spectrum) * size == pytest.approx(golden["neutral"], rel=0.02)


def current(spectrum: Spectrum, i_1: complex, degrees: float) -> float:
    """The waveform that a spectrum stands for, at an angle after the voltage's zero."""
    parts = [
        (1, i_1),
        *((h, r * abs(i_1)) for h, r in zip(HARMONICS, spectrum.ratios, strict=True)),
    ]
    return sum((c * cmath.exp(1j * h * math.radians(degrees))).imag for h, c in parts)


def test_the_spectrum_of_a_cut_is_that_of_its_waveform() -> None:
    """Sum the harmonics up again: nothing before the firing angle, the voltage after it."""
    cut = cuts()[90]
    for degrees in (10, 30, 50, 70):
        assert current(cut.spectrum, cut.i_1, degrees) == pytest.approx(0, abs=0.06)
    for degrees in (110, 130, 150, 170):
        sine = math.sin(math.radians(degrees))
        assert current(cut.spectrum, cut.i_1, degrees) == pytest.approx(sine, abs=0.06)


@pytest.mark.parametrize("name", ["smps", "amp", "led"])
def test_a_rectifier_draws_at_the_peak_of_the_voltage(name: str) -> None:
    wave = [current(SPECTRA[name], 1 + 0j, degrees) for degrees in range(180)]
    assert max(wave) == wave[90] > 2
    assert abs(wave[20]) < 0.3
    assert abs(wave[160]) < 0.3


@given(st.floats(0, 1))
def test_the_nearest_angle_is_found(v: float) -> None:
    found = cut_for(v)
    assert abs(found.p - v * v) == pytest.approx(min(abs(each.p - v * v) for each in cuts()))
    assert cut_for(v) is found


def test_the_ends_of_the_fader() -> None:
    assert cut_for(1.0).i_1 == 1
    assert cut_for(1.0).spectrum is CLEAN
    assert cut_for(0.0).i_1 == 0


def test_a_spectrum_has_as_many_ratios_as_there_are_orders() -> None:
    with pytest.raises(ValueError, match="short: 2 ratios"):
        Spectrum("short", (0j, 0j))
