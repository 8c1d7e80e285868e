"""Slots as arrays: what is written into one, and what it does to no other."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.physics.network.slot_site import (
    CLEAN,
    COLUMNS,
    CURRENT,
    FEED,
    IMPEDANCE,
    POWER,
    SINGLE,
    THREE,
    bare,
    flat,
    of_orders,
    plugged,
    row,
)

from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.slots import BURDEN, Slots, drawing, switched
from stagewatt.physics.network.waveforms import leading_edge, rectifier

L1 = (0, 0, SINGLE)
PLACES = [(rack, k, column) for rack in range(3) for k in range(3) for column in (FEED, SINGLE)]

ratios = st.sampled_from([CLEAN, of_orders(h3=0.8), rectifier(60).ratios, leading_edge(90).ratios])
shares = st.sampled_from([IMPEDANCE, CURRENT, POWER, (0.5, 0.25, 0.25)])
powers = st.one_of(st.just(0j), st.builds(complex, st.floats(1, 5000), st.floats(-900, 900)))
rows = st.builds(
    lambda s, share, ratio, leak: row(s, share, ratio, leak_s=leak),
    powers,
    shares,
    ratios,
    st.sampled_from([0j, 1e-5j, 2e-5 + 0j]),
)
plans = st.dictionaries(st.sampled_from(PLACES), rows, min_size=1, max_size=8)


def same(one: Slots, other: Slots) -> bool:
    names = [each.name for each in fields(Slots)]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def at(array: Any, place: tuple[int, int, int] = L1) -> Any:
    return array[place]


def test_an_empty_site_has_its_burden_and_nothing_else() -> None:
    slots = bare(2, burden_s=1e-4)
    assert slots.on.sum() == 6
    assert slots.on[..., BURDEN].all()
    assert slots.y_s.sum() == pytest.approx(6e-4)
    assert not slots.distorted
    for array in (slots.i_a, slots.s_va, slots.leak_s, *slots.ratios):
        assert not array.any()
    assert (slots.crest == math.sqrt(2)).all()
    assert (slots.spread == 1).all()


def test_one_load_as_impedance_current_and_power() -> None:
    # 2300 W + 460 var at 230 V: 10 A - j2 A, 10/230 S - j2/230 S; a short adds its admittance.
    slots = plugged(bare(), {L1: row(2300 + 460j, (0.5, 0.3, 0.2), extra_s=10 + 0j)})
    assert at(slots.y_s) == pytest.approx(0.5 * (10 - 2j) / 230 + 10)
    assert at(slots.i_a) == pytest.approx(0.3 * (10 - 2j))
    assert at(slots.s_va) == pytest.approx(0.2 * (2300 + 460j))
    assert at(slots.on)
    assert slots.on.sum() == 4


def test_the_spread_is_the_true_rms_over_the_fundamental() -> None:
    slots = plugged(bare(), {L1: row(2300, POWER, of_orders(h3=0.6, h5=0.8j))})
    assert at(slots.spread) == pytest.approx(math.sqrt(2))
    assert slots.ratios[0][L1[1:]][0] == 0.6


def test_a_load_that_is_not_connected_distorts_nothing() -> None:
    slots = plugged(bare(), {L1: row(2300, POWER, of_orders(h3=0.8))})
    assert slots.distorted
    assert not switched(slots, [flat(L1)], [False]).distorted


class TestCrest:
    """By hand: a peak over the fundamental's rms."""

    def test_a_sine_whatever_its_angle(self) -> None:
        for s_va in (2300 + 0j, 2300 + 2300j, 100 - 700j, 0j):
            slots = plugged(bare(), {L1: row(s_va)})
            assert at(slots.crest) == pytest.approx(math.sqrt(2), rel=1e-3)

    @pytest.mark.parametrize("firing_deg", [20, 45, 60])
    def test_a_phase_cut_before_the_peak_keeps_the_peak(self, firing_deg: float) -> None:
        wave = leading_edge(firing_deg)
        s_va = 2300 * wave.fundamental.conjugate()
        slots = plugged(bare(), {L1: row(s_va, IMPEDANCE, wave.ratios)})
        wanted = math.sqrt(2) / abs(wave.fundamental)
        assert at(slots.crest) == pytest.approx(wanted, rel=0.02)

    def test_a_phase_cut_at_the_peak(self) -> None:
        # Half of the sine: fundamental 1/2 - j/pi; the jump overshoots by less than 9 %.
        wave = leading_edge(90)
        slots = plugged(
            bare(), {L1: row(2300 * wave.fundamental.conjugate(), IMPEDANCE, wave.ratios)}
        )
        hand = math.sqrt(2) / math.hypot(1 / 2, 1 / math.pi)
        assert hand <= at(slots.crest) <= 1.09 * hand

    def test_harmonics_may_flatten_a_wave_or_point_it(self) -> None:
        # sin x + sin(3x)/9 has its peak 8/9 at 90 degrees; with the sign turned 10/9.
        third = 1 / 9
        flatter = plugged(bare(), {L1: row(2300, POWER, of_orders(h3=third))})
        pointed = plugged(bare(), {L1: row(2300, POWER, of_orders(h3=-third))})
        assert at(flatter.crest) == pytest.approx(math.sqrt(2) * 8 / 9, rel=0.01)
        assert at(pointed.crest) == pytest.approx(math.sqrt(2) * 10 / 9, rel=1e-3)


@settings(max_examples=30)
@given(plans, st.randoms(use_true_random=False))
def test_the_order_of_writing_does_not_matter(plan: Any, chance: Any) -> None:
    shuffled = [*plan.items()]
    chance.shuffle(shuffled)
    one_by_one = bare(3)
    for place, each in shuffled:
        one_by_one = plugged(one_by_one, {place: each})
    assert same(plugged(bare(3), plan), one_by_one)


@pytest.mark.unmeasured
@settings(max_examples=30)
@given(plans, plans)
def test_an_earlier_state_stays_what_it_was(first: Any, then: Any) -> None:
    before = plugged(bare(3), first)
    later = plugged(before, then)
    assert same(before, plugged(bare(3), first))
    assert same(later, plugged(bare(3), first | then))
    untouched = {0, 1, 2} - {rack for rack, _, _ in then}
    assert all(later.ratios[rack] is before.ratios[rack] for rack in untouched)


@settings(max_examples=30)
@given(plans, st.permutations(range(3)), st.integers(1, 3))
def test_a_part_has_its_racks_and_no_others(plan: Any, order: list[int], count: int) -> None:
    chosen = sorted(order[:count])
    mine = {(chosen.index(r), *rest): row for (r, *rest), row in plan.items() if r in chosen}
    part = plugged(bare(3), plan).part(np.array(chosen))
    alone = plugged(bare(count), mine) if mine else bare(count)
    assert same(part, alone)


def test_all_racks_are_the_whole() -> None:
    slots = bare(2)
    assert slots.part(np.arange(2)) is slots


def test_slots_are_counted_rack_by_rack_phase_by_phase() -> None:
    rows = [row(each) for each in (1j, 2j, 3j)]
    places = [flat((1, 2, THREE)), flat((0, 0, FEED)), flat((1, 0, SINGLE))]
    slots = drawing(bare(2), places, [each._replace(shares=POWER) for each in rows])
    assert slots.s_va[1, 2, THREE] == 1j
    assert slots.s_va[0, 0, FEED] == 2j
    assert slots.s_va[1, 0, SINGLE] == 3j
    assert [each.shape for each in slots.ratios] == [(3, COLUMNS, len(HARMONICS))] * 2
