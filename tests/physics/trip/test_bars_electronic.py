"""Bars of the electronic release: the standard's limits at the edges, for every dial step."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import pytest

from stagewatt.domain.phases import L123N, PHASES
from stagewatt.physics.trip import standards
from stagewatt.physics.trip.band import Verdict
from stagewatt.physics.trip.electronic import (
    Element,
    Model,
    Settings,
    band,
    bands,
    long_time_s,
    preloaded,
    remaining_s,
    trip_time_s,
)

Golden = dict[str, dict[str, Any]]
FACTORY = Settings(ir_a=250.0, isd_a=1500.0, ii_a=2500.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4)


def phase(i_a: float, n_a: float = 0.0) -> L123N[float]:
    return L123N(i_a, 0.0, 0.0, n_a)


def test_the_points_of_a_250_a_frame(trips: Golden) -> None:
    for point in trips["electronic"]["points"]:
        found = band(FACTORY, phase(point["amps"]))
        assert found.verdict == point["verdict"], point
        for key, value in (
            ("typical_s", found.t_typ_s),
            ("shortest_s", found.t_min_s),
            ("longest_s", found.t_max_s),
        ):
            assert value == pytest.approx(point.get(key, value), rel=1e-3), point


@pytest.mark.unmeasured
def test_1_05_is_held_and_1_30_trips_whatever_the_dials_say(trips: Golden) -> None:
    steps, limit = trips["electronic"]["steps"], trips["electronic"]
    for in_a, ir, tr_s, model in product((250.0, 400.0), steps["ir"], steps["tr"], Model):
        dials = replace(FACTORY, ir_a=ir * in_a, tr_s=tr_s, ii_a=12 * in_a, isd_a=None, model=model)
        held = phase(limit["must_hold"] * ir * in_a)
        sure = phase(limit["must_trip"] * ir * in_a)
        assert band(dials, held).verdict is Verdict.HOLDS
        assert band(dials, sure).verdict is Verdict.TRIPS
        assert band(dials, phase(held.l1 * 1.001)).verdict is Verdict.MAY_TRIP
        assert band(dials, phase(sure.l1 * 0.999)).verdict is Verdict.MAY_TRIP
        assert band(dials, sure).t_max_s <= standards.industrial(in_a, 1.30).t_max_s
        for pickup in (1.10, 1.20):
            device = replace(dials, pickup=pickup)
            assert math.isinf(trip_time_s(device, held))
            assert trip_time_s(device, sure) < 3600


def test_each_step_of_ii_holds_at_80_per_cent_and_trips_at_120(trips: Golden) -> None:
    limit = trips["electronic"]
    for in_a, step, high in product((250.0, 400.0), limit["steps"]["ii"], (-1.0, 0.0, 1.0)):
        dials = replace(FACTORY, ir_a=in_a, isd_a=None, ii_a=step * in_a, tr_s=18.0, high=high)
        below, above = phase(limit["ii_hold"] * step * in_a), phase(limit["ii_trip"] * step * in_a)
        assert trip_time_s(dials, below) > limit["ii_test_s"]
        assert trip_time_s(dials, above) <= limit["ii_test_s"]
        assert bands(dials, below)[Element.INSTANTANEOUS].verdict is Verdict.HOLDS
        edge = phase(below.l1 * 1.001)
        assert bands(dials, edge)[Element.INSTANTANEOUS].verdict is Verdict.MAY_TRIP
        assert bands(dials, above)[Element.INSTANTANEOUS].t_max_s <= 0.030 + 1e-12


@pytest.mark.parametrize("element", [Element.SHORT_TIME, Element.NEUTRAL])
def test_each_step_of_isd_and_in_within_its_tolerance(trips: Golden, element: Element) -> None:
    steps, share = trips["electronic"]["steps"], FACTORY.tolerances.isd_share
    short = element is Element.SHORT_TIME
    levels, times = (steps["isd"], steps["tsd"]) if short else (steps["in"], steps["tn"])
    for in_a, level, time_s in product((250.0, 400.0), levels, times):
        level_a = level * in_a
        isd_a, neutral_a = (level_a, None) if short else (None, level_a)
        dials = replace(FACTORY, isd_a=isd_a, in_a=neutral_a, tsd_s=time_s, tn_s=time_s, ii_a=1e5)
        for factor, verdict in (
            (1 - share, Verdict.HOLDS),
            (1 - share + 0.001, Verdict.MAY_TRIP),
            (1 + share - 0.001, Verdict.MAY_TRIP),
            (1 + share, Verdict.TRIPS),
        ):
            at = phase(level_a * factor) if short else phase(0.0, level_a * factor)
            found = bands(dials, at)[element]
            assert found.verdict is verdict, (level, factor)
            assert found.t_min_s >= min(time_s * 0.8, time_s - 0.040) - 1e-12
        sure = phase(level_a * (1 + share), level_a * (1 + share))
        slowest = bands(dials, sure)[element].t_max_s
        assert slowest == pytest.approx(max(time_s * 1.2, time_s + 0.040))


def test_the_asymptotic_row(trips: Golden) -> None:
    row = trips["electronic"]["asymptotic"]
    dials = replace(FACTORY, model=Model.ASYMPTOTIC, pickup=1.15)
    times = [long_time_s(dials, n) for n in row["multiples"]]
    assert times == pytest.approx(row["seconds"], abs=0.051)


def test_all_three_phases_and_the_neutral_are_watched() -> None:
    dials = replace(FACTORY, in_a=125.0)
    for one in PHASES:
        l1, l2, l3 = (500.0 if phase is one else 0.0 for phase in PHASES)
        assert trip_time_s(dials, L123N(l1, l2, l3, 0.0)) == pytest.approx(54.0)
    assert trip_time_s(dials, phase(0.0, 150.0)) == 0.4


def test_tr_may_be_named_at_another_multiple() -> None:
    at_7_2 = replace(FACTORY.tolerances, reference=7.2)
    assert long_time_s(replace(FACTORY, tolerances=at_7_2), 7.2) == pytest.approx(6.0)


def test_a_preload_shortens_and_never_lengthens() -> None:
    for model in Model:
        dials = replace(FACTORY, model=model)
        rows = [band(dials, phase(500.0), preload_a) for preload_a in (0.0, 100.0, 200.0, 262.5)]
        for cold, warm in pairwise(rows):
            assert warm.t_min_s <= cold.t_min_s
            assert warm.t_typ_s < cold.t_typ_s
            assert warm.t_max_s < cold.t_max_s
        assert rows[-1].t_min_s >= 0.020


@pytest.mark.parametrize(
    "wrong",
    [
        {"pickup": 1.04},
        {"pickup": 1.31},
        {"late": 1.1},
        {"high": -1.1},
        {"ir_a": 0.0},
        {"in_a": -1.0},
        {"tsd_s": 0.0},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"outside|at zero or below"):
        replace(FACTORY, **wrong)  # type: ignore[arg-type]


def test_extreme_currents_take_the_poles_time() -> None:
    for model in Model:
        dials = replace(FACTORY, model=model, ii_a=1e9, isd_a=None)
        assert trip_time_s(dials, phase(1e8)) == pytest.approx(0.025)
        assert remaining_s(dials, preloaded(dials, phase(200.0)), phase(1e8)) <= 0.025
