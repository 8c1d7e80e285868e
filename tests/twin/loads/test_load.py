"""Loads: impedances by power and power factor, and the library of event loads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin.loads import library as shelf
from stagewatt.twin.loads.load import Load


def load(p_w: float, pf: float = 1.0, leakage_a: float = 0.0) -> Load:
    return Load(label="test", p_w=(p_w,), pf=(pf,), leakage_a=(leakage_a,))


@given(st.floats(0, 200_000), st.floats(0.01, 1), st.sampled_from([-1, 1]))
def test_at_nominal_voltage_it_takes_its_power(p_w: float, pf: float, sign: int) -> None:
    (y_s,) = load(p_w, sign * pf).y_s
    s_va = 230.0 * (230.0 * y_s).conjugate()
    assert s_va.real == pytest.approx(p_w)
    assert abs(s_va) == pytest.approx(p_w / pf, rel=1e-6)
    assert sign * s_va.imag >= -1e-6 * p_w


@pytest.mark.parametrize(
    ("p_w", "pf", "leakage_a", "where"),
    [
        (-1.0, 1.0, 0.0, "p_w"),
        (math.nan, 1.0, 0.0, "p_w"),
        (math.inf, 1.0, 0.0, "p_w"),
        (300_000.0, 1.0, 0.0, "p_w"),
        (1.0, 0.0, 0.0, "pf"),
        (1.0, 1.1, 0.0, "pf"),
        (1.0, math.nan, 0.0, "pf"),
        (1.0, 1.0, -0.1, "leakage_ma"),
        (1.0, 1.0, 11.0, "leakage_ma"),
        (1.0, 1.0, math.nan, "leakage_ma"),
    ],
)
def test_what_cannot_be_is_refused(p_w: float, pf: float, leakage_a: float, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        load(p_w, pf, leakage_a)
    assert caught.value.where == where


def test_the_library_holds_the_common_loads_of_an_event() -> None:
    assert {"par64", "led-mover", "amp-rack", "hoist-1t"} <= set(shelf.library())
    for name in shelf.library():
        assert shelf.as_load(name).label == name


def test_a_par64_draws_4_35_a_and_a_hoist_has_three_phases() -> None:
    (y_s,) = shelf.as_load("par64").y_s
    assert abs(y_s) * 230 == pytest.approx(4.35, abs=0.005)
    assert len(shelf.as_load("hoist-1t").y_s) == 3


def test_an_unknown_name_is_answered_with_the_names() -> None:
    with pytest.raises(Unknown, match="par64") as caught:
        shelf.entry("par65")
    assert caught.value.where == "load"


def test_another_schema_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.library.cache_clear()
    monkeypatch.setattr(shelf, "SCHEMA", "load-library/2")
    with pytest.raises(ValueError, match="load-library/1"):
        shelf.library()
    shelf.library.cache_clear()
