"""Printed tables: neutral currents, spectra, phase-cut series, conductors."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np
import pytest

from stagewatt.domain.errors import Invalid
from stagewatt.domain.phases import L123
from stagewatt.physics.network.conductors import cable, feeder, resistance_ohm
from stagewatt.physics.network.loads import Loads
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.runs import Run, star
from stagewatt.physics.network.solve import solve
from stagewatt.physics.network.tree import Tree
from stagewatt.physics.network.waveforms import leading_edge, rectifier, trailing_edge

IDEAL = Run(z_phase_ohm=L123.all(0j), z_neutral_ohm=0j)
STIFF = Tree((IDEAL,), (-1,), (IDEAL,))
EMF = np.array([[*star(L123.all(230.0), L123(0.0, -120.0, 120.0))]])


def neutral_rms_a(amps: list[float], ratios: list[complex]) -> float:
    """The neutral's current by the solver: sines plus a spectrum relative to them."""
    i_a = np.array([amps], dtype=np.complex128)
    spectrum = np.zeros((len(HARMONICS), 1, 1), dtype=np.complex128)
    spectrum[: len(ratios), 0, 0] = ratios
    none = np.zeros((1, 3), dtype=np.complex128)
    loads = Loads(y_s=none, i_a=i_a, s_va=none, harmonics_a=spectrum * np.abs(i_a))
    solved = solve(STIFF, EMF, loads)
    assert solved.i_h_a is not None
    return math.hypot(abs(solved.i_a[0, 3]), *np.abs(solved.i_h_a[:, 0, 3]))


def rms(ratios: list[complex]) -> float:
    return math.hypot(1.0, *map(abs, ratios))


def test_neutral_of_sines(networks: dict[str, Any]) -> None:
    for case in networks["harmonics"]["sines"]:
        assert neutral_rms_a(case["i_a"], []) == pytest.approx(case["n_a"], abs=0.0051)


def test_neutral_of_thirds(networks: dict[str, Any]) -> None:
    for pct, phase_a, n_a, ratio in networks["harmonics"]["thirds"]["rows"]:
        measured = neutral_rms_a([100.0] * 3, [pct / 100])
        assert 100 * rms([pct / 100]) == pytest.approx(phase_a, abs=0.051)
        assert measured == pytest.approx(n_a, abs=0.051)
        assert measured / (100 * rms([pct / 100])) == pytest.approx(ratio, abs=0.00051)
    mixed = networks["harmonics"]["mixed"]
    measured = neutral_rms_a(mixed["i_a"], [mixed["third_pct"] / 100])
    assert measured == pytest.approx(mixed["n_a"], abs=0.0051)


def test_neutral_of_printed_spectra(networks: dict[str, Any]) -> None:
    for spectrum in networks["harmonics"]["spectra"]:
        ratios = [pct / 100 for pct in spectrum["pct"]]
        assert rms(ratios) == pytest.approx(spectrum["rms"], abs=0.00051), spectrum["name"]
        assert 100 * math.hypot(*ratios) == pytest.approx(spectrum["thd_pct"], abs=0.051)
        measured = neutral_rms_a([10.0] * 3, ratios) / (10 * rms(ratios))
        assert measured == pytest.approx(spectrum["n_ratio"], abs=0.00051), spectrum["name"]


def test_phase_cut(networks: dict[str, Any]) -> None:
    table = networks["phase_cut"]
    for row in table["rows"]:
        at = dict(zip(table["columns"], row, strict=True))
        series = leading_edge(at["alpha_deg"])
        first = abs(series.fundamental)
        got = {
            "p": series.fundamental.real,
            "rms": series.rms,
            "i1": first,
            "displacement": series.displacement_factor,
            "pf": series.fundamental.real / series.rms,
        }
        assert got == pytest.approx({key: at[key] for key in got}, abs=0.00051), at
        assert 100 * series.thd_f == pytest.approx(at["thd_pct"], abs=0.051), at
        sizes = [100 * abs(ratio) for ratio in series.ratios[:3]]
        assert sizes == pytest.approx([at["h3"], at["h5"], at["h7"]], abs=0.051), at
        n = neutral_rms_a([first] * 3, [*series.ratios])
        # The printed neutral has all orders; 51 leave out a little of the sharp edge.
        assert n == pytest.approx(at["n"], rel=0.02), at
        whole = sampled_neutral(at["alpha_deg"])
        assert n <= whole + 1e-9
        assert whole == pytest.approx(at["n"], abs=0.00051), at
        assert whole / series.rms == pytest.approx(at["n_ratio"], abs=0.00051), at


def sampled_neutral(firing_deg: float) -> float:
    """The rms sum of three dimmed phases, relative to a full sine."""
    theta = (np.arange(360_000) + 0.5) * 2 * math.pi / 360_000
    cut = np.where(theta % math.pi >= math.radians(firing_deg), np.sin(theta), 0)
    total = cut + np.roll(cut, 120_000) + np.roll(cut, 240_000)
    return math.sqrt(2 * float(np.mean(total**2)))


def test_conductors(networks: dict[str, Any]) -> None:
    table = networks["conductors"]
    for mm2, cold, warm in zip(table["mm2"], table["mohm_20c"], table["mohm_70c"], strict=True):
        assert resistance_ohm(1000, mm2, 20) == pytest.approx(cold)
        # One digit more or less than printed: 0.5 of the last one, and rounding of 1.1965.
        digits = 3 if warm < 1 else 2
        assert resistance_ohm(1000, mm2) == pytest.approx(warm, abs=0.6 * 10**-digits), mm2
    for length_m, mm2, amps, volts in table["single"]:
        assert 2 * amps * resistance_ohm(length_m, mm2) == pytest.approx(volts, abs=0.011)
    for length_m, mm2, amps, volts in table["three"]:
        drop = math.sqrt(3) * amps * resistance_ohm(length_m, mm2)
        assert drop == pytest.approx(volts, abs=0.011)


def test_a_feeder_has_reactance_too() -> None:
    assert feeder(100, 16).imag == pytest.approx(0.008)
    run = cable(100, 16, 20)
    assert run.z_neutral_ohm == feeder(100, 16, 20) == run.z_phase_ohm.l2


@pytest.mark.parametrize(
    ("length_m", "mm2", "temperature_c", "where"),
    [
        (10, 3.0, 20, "mm2"),
        (-1, 16, 20, "length_m"),
        (math.inf, 16, 20, "length_m"),
        (10, 16, math.nan, "temperature_c"),
    ],
)
def test_a_conductor_that_cannot_be(
    length_m: float, mm2: float, temperature_c: float, where: str
) -> None:
    with pytest.raises(Invalid) as error:
        feeder(length_m, mm2, temperature_c)
    assert error.value.where == where


def sampled(wave: Any) -> list[complex]:
    """Parts per order of a waveform of one period, relative to a full sine."""
    theta = (np.arange(200_000) + 0.5) * 2 * math.pi / 200_000
    values = wave(theta)
    return [
        complex(2 * np.mean(values * np.sin(h * theta)), 2 * np.mean(values * np.cos(h * theta)))
        for h in (1, *HARMONICS)
    ]


@pytest.mark.parametrize("cut_deg", [1.0, 37.0, 90.0, 155.0])
def test_both_edges_against_the_sampled_waveform(cut_deg: float) -> None:
    edge = math.radians(cut_deg)

    def leading(theta: Any) -> Any:
        return np.where(theta % math.pi >= edge, np.sin(theta), 0)

    def trailing(theta: Any) -> Any:
        return np.where(theta % math.pi <= edge, np.sin(theta), 0)

    assert leading_edge(cut_deg).parts == pytest.approx(sampled(leading), abs=2e-5)
    assert trailing_edge(cut_deg).parts == pytest.approx(sampled(trailing), abs=2e-5)
    assert trailing_edge(cut_deg).fundamental.imag > 0  # leading current


@pytest.mark.parametrize(("width_deg", "centre_deg"), [(36.0, 90.0), (60.0, 84.0), (180.0, 90.0)])
def test_rectifier_against_the_sampled_waveform(width_deg: float, centre_deg: float) -> None:
    width, centre = math.radians(width_deg), math.radians(centre_deg)

    def wave(theta: Any) -> Any:
        away = (theta - centre + math.pi / 2) % math.pi - math.pi / 2
        sign = np.where((theta - centre + math.pi / 2) % (2 * math.pi) < math.pi, 1, -1)
        return np.where(np.abs(away) < width / 2, sign * np.cos(away * math.pi / width), 0)

    parts = sampled(wave)
    series = rectifier(width_deg, centre_deg)
    assert series.parts == pytest.approx([p / abs(parts[0]) for p in parts], abs=1e-3)
    theta = (np.arange(200_000) + 0.5) * 2 * math.pi / 200_000
    whole = math.sqrt(2 * np.mean(wave(theta) ** 2)) / abs(parts[0])
    assert series.rms == pytest.approx(whole, rel=1e-3)


def test_nothing_flows_at_the_end_of_the_half_wave() -> None:
    assert leading_edge(180).ratios == (0j,) * len(HARMONICS)
    assert leading_edge(180).rms == pytest.approx(0, abs=1e-7)
    assert cmath.phase(leading_edge(0).fundamental) == pytest.approx(0)


@pytest.mark.parametrize("angle", [-1.0, 181.0, math.nan])
def test_angles_that_cannot_be(angle: float) -> None:
    with pytest.raises(ValueError, match="angle"):
        leading_edge(angle)
    with pytest.raises(ValueError, match="angle"):
        trailing_edge(angle)
    with pytest.raises(ValueError, match="pulse"):
        rectifier(angle)
    with pytest.raises(ValueError, match="pulse"):
        rectifier(30, angle)
