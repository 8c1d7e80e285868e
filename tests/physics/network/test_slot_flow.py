"""What instruments see at a rack, against sums of phasors done by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.physics.network.nets import run, sizes
from tests.physics.network.slot_site import (
    CURRENT,
    FEED,
    POWER,
    SINGLE,
    THREE,
    bare,
    of_orders,
    one,
    plugged,
    row,
    site,
)

from stagewatt.domain.phases import L123
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.slot_loads import delivered_va
from stagewatt.physics.network.waveforms import leading_edge

L1, L2, L3 = ((0, phase, SINGLE) for phase in range(3))
AMPERE = 230.0
"""Watts that draw one."""


def neutral_of(z: complex) -> Run:
    return Run(z_phase_ohm=L123.all(0j), z_neutral_ohm=z)


def approx(wanted: Any, **more: Any) -> Any:
    return pytest.approx(wanted, **({"rel": 1e-6, "abs": 1e-6} | more))


class TestFundamental:
    """Voltages and currents without harmonics."""

    def test_millmans_theorem(self) -> None:
        # 0.1 S on L1, 0.05 S on L2, 1 ohm in the neutral: (23 + 11.5 at -120 deg) / 1.15.
        got = one({L1: row(5290), L2: row(2645)}, neutral_of(1))
        assert got.v_n_pe_v == approx([math.hypot(15, 5 * math.sqrt(3))])
        assert got.v_ln_v[0][0] == approx(215 + 5j * math.sqrt(3))
        assert got.v_ln_rms_v[0][0] == approx(math.hypot(215, 5 * math.sqrt(3)))
        assert got.v_ll_rms_v[0] == approx([230 * math.sqrt(3)] * 3)
        assert got.drain.i_a[0][3] == approx(15 - 5j * math.sqrt(3))
        assert got.v_n_pe_third_v == [0.0]

    @pytest.mark.parametrize(
        ("amps", "neutral_a"),
        [((10, 10, 10), 0), ((20, 10, 10), 10), ((10, 10, 0), 10), ((3, 2, 1), math.sqrt(3))],
    )
    def test_the_neutral_is_a_sum_of_vectors(self, amps: Any, neutral_a: float) -> None:
        rows = {(0, k, SINGLE): row(a * AMPERE) for k, a in enumerate(amps)}
        got = one(rows)
        assert got.main.rms_a[0] == approx([*amps, neutral_a])
        assert got.drain == got.main
        assert got.feed.rms_a[0] == approx([0] * 4)
        assert got.main.p_w[0] == approx([a * AMPERE for a in amps])

    def test_power_and_reactive_power_of_a_lagging_and_a_leading_load(self) -> None:
        got = one({L1: row(1000 + 500j, POWER), L2: row(1000 - 500j, POWER)})
        assert got.main.p_w[0] == approx([1000, 1000, 0])
        assert got.main.q_var[0] == approx([500, -500, 0])
        assert got.main.thd_pct[0] == approx([0] * 4)

    def test_a_way_shows_its_largest_phase(self) -> None:
        amps = (4, 9, 2)
        rows = {(0, k, THREE): row(a * AMPERE) for k, a in enumerate(amps)}
        got = one({**rows, L2: row(5 * AMPERE)})
        assert got.way_a == approx([0, 5, 0, 9])
        assert got.way_peak_a == approx([0, 5 * math.sqrt(2), 0, 9 * math.sqrt(2)])

    def test_what_is_not_connected_draws_nothing(self) -> None:
        got = one({})
        assert got.way_a == got.residual_a == [0.0] * 4
        assert got.v_ln_rms_v[0] == approx([230] * 3)


class TestHarmonics:
    """What rectifiers make of a rack's neutral and voltages."""

    RECTIFIER = of_orders(h3=0.8, h5=0.5)

    def test_three_rectifiers_add_up_in_the_neutral(self) -> None:
        # Thirds of three phases are in phase: 3 x 8 A; fundamentals and fifths cancel.
        rows = {(0, k, SINGLE): row(10 * AMPERE, POWER, self.RECTIFIER) for k in range(3)}
        got = one(rows, neutral_of(0.1))
        phase_a = 10 * math.sqrt(1 + 0.64 + 0.25)
        assert got.drain.rms_a[0] == approx([phase_a] * 3 + [24])
        assert sizes(got.drain.i_a[0]) == approx([10] * 3 + [0])
        assert got.drain.thd_pct[0] == approx([100 * math.hypot(0.8, 0.5)] * 3 + [0])
        assert got.way_a == approx([phase_a] * 3 + [0])
        # 24 A through 0.1 ohm lift N alike for all phases, so nothing is left between phases.
        assert got.v_n_pe_third_v == got.v_n_pe_v == approx([2.4])
        assert got.thd_v_ln_pct[0] == approx([240 / 230] * 3)
        assert got.v_ln_rms_v[0] == approx([math.hypot(230, 2.4)] * 3)
        assert got.thd_v_ll_pct[0] == approx([0] * 3)

    def test_harmonics_follow_the_angle_of_their_phase(self) -> None:
        # L1 and L2 alone: thirds add to 16 A, fundamentals at 120 deg to 10 A, fifths to 5 A.
        rows = {place: row(10 * AMPERE, POWER, self.RECTIFIER) for place in (L1, L2)}
        got = one(rows)
        assert got.drain.rms_a[0][3] == approx(math.sqrt(100 + 256 + 25))
        assert got.drain.thd_pct[0][3] == approx(100 * math.hypot(1.6, 0.5))

    def test_an_impedance_answers_to_the_harmonics_of_the_voltage(self) -> None:
        # 100 A of third in 0.1 ohm give 10 V between each phase and N; 0.1 S draw 1 A from that,
        # and hold the 10 V down by its own 1 % share of the neutral's conductance.
        rows = {L1: row(100 * AMPERE, CURRENT, of_orders(h3=1)), L2: row(0.1 * 230**2)}
        got = one(rows, neutral_of(0.1))
        v3 = 100 / (10 + 0.1)
        assert got.v_n_pe_third_v == approx([v3])
        v1 = got.v_ln_v[0][1]
        assert got.way_a[1] == approx(0.1 * math.hypot(abs(v1), v3))
        assert got.drain.rms_a[0][1] == approx(got.way_a[1])
        assert got.drain.thd_pct[0][1] == approx(100 * v3 / abs(v1))
        # Real power counts the harmonics, reactive power is the fundamental's.
        assert got.drain.p_w[0][1] == approx(0.1 * (abs(v1) ** 2 + v3**2))
        assert got.drain.q_var[0][1] == approx(0)

    def test_a_phase_cut_keeps_the_peak_of_the_full_sine(self) -> None:
        wave = leading_edge(45)
        got = one({L1: row(2300 * wave.fundamental.conjugate(), POWER, wave.ratios)})
        assert got.way_peak_a[0] == approx(10 * math.sqrt(2), rel=0.02)
        assert got.way_a[0] == approx(10 * wave.rms, rel=0.01)


class TestResidual:
    """Leakage is driven by the voltage to PE, and adds as phasors."""

    C, R = 1e-5j, 1e-5 + 0j

    @pytest.mark.parametrize(
        ("leaks", "total_ma"),
        [
            ((C, 0, 0), 2.3),
            ((C, C, C), 0),
            ((C, C, 0), 2.3),
            ((R, C, 0), 4.6 * math.cos(math.radians(15))),
            ((R, -1j * R, 0), 4.6 * math.cos(math.radians(75))),
        ],
    )
    def test_of_three_phases(self, leaks: Any, total_ma: float) -> None:
        got = one({(0, k, THREE): row(0, leak_s=leak) for k, leak in enumerate(leaks)})
        assert got.residual_a == approx([0, 0, 0, total_ma / 1000], abs=1e-12)

    def test_of_one_phase_counts_once(self) -> None:
        got = one({L2: row(0, leak_s=self.C)})
        assert got.residual_a == approx([0, 0.0023, 0, 0], abs=1e-12)

    def test_a_lifted_neutral_does_not_count_for_phases(self) -> None:
        got = one({L1: row(5290, leak_s=self.C), L2: row(2645)}, neutral_of(1))
        assert got.v_ln_rms_v[0][0] < 220
        assert got.residual_a[0] == approx(0.0023, abs=1e-12)


class TestFeedThrough:
    """What hangs on a panel source, seen from the rack in front."""

    def told(self, rows: Any, wired: Any = (0, 1, 2, 3), source: Run | None = None) -> Any:
        chain = site(source or run(), run(), run(wired=wired), parents=(-1, 0))
        return chain.solve(plugged(bare(2), rows))[1].measured

    def test_the_one_in_front_carries_both(self) -> None:
        own = {L1: row(7 * AMPERE), (0, 1, FEED): row(3 * AMPERE)}
        got = self.told({**own, (1, 0, SINGLE): row(10 * AMPERE)})
        assert got.main.rms_a[0] == approx([7, 0, 0, 7])
        assert got.feed.rms_a[0] == approx([10, 3, 0, math.sqrt(100 + 9 - 30)])
        assert got.drain.rms_a[0] == approx([17, 3, 0, math.sqrt(289 + 9 - 51)])
        assert got.drain.rms_a[1] == approx([10, 0, 0, 10])
        assert got.drain.p_w[0] == approx([17 * AMPERE, 3 * AMPERE, 0])

    def test_exchanged_phases(self) -> None:
        rows = {(1, 0, SINGLE): row(10 * AMPERE), (1, 2, SINGLE): row(5 * AMPERE)}
        got = self.told(rows, wired=(1, 0, 2, 3))
        assert got.feed.rms_a[0][:3] == approx([0, 10, 5])
        assert got.main.rms_a[0] == approx([0] * 4)

    def test_phase_and_neutral_exchanged(self) -> None:
        # The load behind sees -230 V; what comes back on its neutral flows out of L1.
        got = self.told({(1, 0, SINGLE): row(10 * AMPERE)}, wired=(3, 1, 2, 0))
        assert got.v_ln_v[1][0] == approx(-230)
        assert got.feed.i_a[0] == approx([10, 0, 0, 10])

    def test_harmonics_pass_through_as_well(self) -> None:
        rows = {(1, k, SINGLE): row(10 * AMPERE, POWER, of_orders(h3=0.8)) for k in range(3)}
        got = self.told(rows, source=neutral_of(0.1))
        assert got.feed.rms_a[0] == approx(got.drain.rms_a[1])
        assert got.feed.rms_a[0][3] == approx(24)
        assert got.v_n_pe_third_v == approx([2.4, 2.4])


def test_the_source_delivers_what_is_drawn_and_what_conductors_lose() -> None:
    # 10 ohm behind 1 ohm of phase and none of neutral: 230 / 11 A.
    phase = Run(z_phase_ohm=L123(1 + 0j, 0j, 0j), z_neutral_ohm=0j)
    slots = plugged(bare(), {L1: row(5290), L2: row(1000 + 300j, POWER)})
    answer, _ = site(run(), phase).solve(slots)
    assert delivered_va(answer.solution) == approx([230**2 / 11, 1000 + 300j, 0])
