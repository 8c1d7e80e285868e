"""Sites of slots: Kirchhoff at every order, symmetry, and steps against solving anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.physics.network.nets import run
from tests.physics.network.slot_site import (
    CURRENT,
    FEED,
    POWER,
    SINGLE,
    THREE,
    Site,
    bare,
    close,
    of_orders,
    one,
    plain,
    plugged,
    row,
    site,
)

from stagewatt.domain.phases import L123
from stagewatt.physics.network.runs import STRAIGHT, Run
from stagewatt.physics.network.waveforms import rectifier

pytestmark = pytest.mark.unmeasured

SUPPLY = row(2000 + 300j, POWER, rectifier(70).ratios)
LOADS = [
    row(1500),
    row(900 + 400j, CURRENT),
    row(2000, (0.2, 0.3, 0.5)),
    row(1200 - 200j, POWER, of_orders(h3=0.7, h5=-0.3j)),
    SUPPLY,
]
plans = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from([FEED, SINGLE, THREE])),
    st.sampled_from(LOADS),
    max_size=9,
)
impedances = st.builds(complex, st.floats(1e-3, 0.2), st.floats(0, 0.1))
maybe_open = st.one_of(*[impedances] * 7, st.none())
runs = st.builds(
    lambda z, wired: Run(z_phase_ohm=L123(*z[:3]), z_neutral_ohm=z[3], wired=wired),
    st.lists(maybe_open, min_size=4, max_size=4),
    st.sampled_from([STRAIGHT, STRAIGHT, (1, 2, 0, 3), (3, 1, 2, 0)]),
)
parents3 = st.tuples(st.just(-1), st.integers(-1, 0), st.integers(-1, 1))


@st.composite
def sites(draw: Any) -> Site:
    feeders = [draw(runs) for _ in range(3)]
    return site(run(draw(impedances)), *feeders, parents=draw(parents3))


def rms(first: Any, orders: Any) -> Any:
    """True rms of (racks, 4) and (orders, racks, 4) or None."""
    total = np.abs(np.nan_to_num(first)) ** 2
    if orders is not None:
        total = total + (np.abs(np.nan_to_num(orders)) ** 2).sum(axis=0)
    return np.sqrt(total)


@settings(max_examples=30)
@given(sites(), plans)
def test_what_slots_draw_is_what_the_feeders_carry(place: Site, plan: Any) -> None:
    answer, told = place.solve(plugged(bare(3), plan))
    found, got = answer.solution, told.measured
    if np.isnan(found.i_a).any():  # a resonance without an answer
        return
    assert close(np.array(got.drain.i_a)[:, :3], found.i_a[:, :3])
    assert close(got.drain.rms_a, rms(found.i_a, found.i_h_a), within=1e-3)
    assert close(np.array(got.main.i_a) + np.array(got.feed.i_a), got.drain.i_a)
    sums = np.array(got.drain.i_a)
    assert close(sums[:, :3].sum(axis=1), sums[:, 3])


@settings(max_examples=20)
@given(sites(), plans, plans)
def test_changing_some_slots_is_solving_anew(place: Site, first: Any, then: Any) -> None:
    start = plugged(bare(3), first)
    before, _ = place.solve(start)
    slots = plugged(start, then)
    touched = {rack for rack, _, _ in then} or {0}
    step, anew = place.solve(slots, (before, touched)), place.solve(slots)
    assert step[1].racks == anew[1].racks == (0, 1, 2)
    if step[0].solution.converged and anew[0].solution.converged:
        one, other = plain(step[1]), plain(anew[1])
        for name in ("v_ln_rms_v", "v_n_pe_v", "way_a", "way_peak_a", "residual_a"):
            assert close(one[name], other[name], within=2e-3), name


@settings(max_examples=20)
@given(plans, st.permutations(range(3)), st.lists(runs, min_size=3, max_size=3))
def test_equal_places_may_be_exchanged(plan: Any, order: list[int], feeders: list[Run]) -> None:
    source = run(0.01 + 0.02j)
    straight = site(source, *feeders).solve(plugged(bare(3), plan))
    moved = {(order.index(rack), *rest): each for (rack, *rest), each in plan.items()}
    turned = site(source, *[feeders[at] for at in order]).solve(plugged(bare(3), moved))
    if straight[0].solution.converged and turned[0].solution.converged:
        one, other = straight[1].measured, turned[1].measured
        wanted = np.array(one.drain.rms_a)[order]
        assert close(other.drain.rms_a, wanted, within=2e-3)
        assert close(other.v_ln_rms_v, np.array(one.v_ln_rms_v)[order], within=2e-3)
        ways = np.array(one.way_a).reshape(3, -1)[order]
        assert close(np.array(other.way_a).reshape(3, -1), ways, within=2e-3)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(LOADS), min_size=2, max_size=2), st.integers(0, 2))
def test_columns_of_a_phase_may_be_exchanged(pair: Any, phase: int) -> None:
    source = run(0.05 + 0.02j)
    one_way = one({(0, phase, SINGLE): pair[0], (0, phase, THREE): pair[1]}, source)
    other = one({(0, phase, SINGLE): pair[1], (0, phase, THREE): pair[0]}, source)
    assert close(one_way.drain.rms_a, other.drain.rms_a)
    assert close(one_way.way_a[phase], other.way_a[3])
