"""What flows in one rack at one instant: volts and amps at its drain, its main and its ways."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.physics.network.slot_flow import Bundle, Measured
from stagewatt.physics.trip import neutral_relay


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Four conductors: fundamental phasors, true rms with harmonics, distortion, powers.

    Powers are per phase to neutral, active with harmonics, reactive of the fundamental.
    """

    i_a: L123N[complex]
    rms_a: L123N[float]
    thd_pct: L123N[float]
    p_w: L123[float]
    q_var: L123[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A conductor without a defined voltage counts as 0 V: that is what an instrument shows.

    Way values are true rms amps, of a three-phase way its largest phase; peaks are the crest of the
    wave. `drain` is everything the rack takes, the racks behind its panel source included.
    """

    v_ln_v: L123[complex]
    """Phasors of the fundamental."""
    v_ln_rms_v: L123[float]
    v_ll_rms_v: LineToLine[float]
    v_n_pe_v: float
    v_n_pe_third_v: float
    """Of it the third harmonic."""
    thd_v_ln_pct: L123[float]
    thd_v_ll_pct: LineToLine[float]
    drain: Branch
    main: Branch
    feed: Branch
    way_a: tuple[float, ...]
    way_peak_a: tuple[float, ...]
    residual_a: tuple[float, ...]
    f_hz: float = 50.0
    neutral_fault: bool = False
    """Whether this rack's neutral relay takes these voltages for a lost neutral."""

    @property
    def i_drain_a(self) -> L123[complex]:
        """Phase currents at the drain, fundamental."""
        return self.drain.i_a.phases

    @property
    def i_drain_n_a(self) -> complex:
        """Neutral current at the drain, fundamental."""
        return self.drain.i_a.n

    @property
    def i_main_a(self) -> L123N[complex]:
        """Currents through the main breaker, fundamental."""
        return self.main.i_a

    @property
    def i_feed_a(self) -> L123[complex]:
        """Phase currents into the panel source, fundamental."""
        return self.feed.i_a.phases

    @property
    def i_drain_rms_a(self) -> L123N[float]:
        """True rms at the drain."""
        return self.drain.rms_a

    @property
    def i_main_rms_a(self) -> L123N[float]:
        """True rms through the main breaker."""
        return self.main.rms_a

    @property
    def i_feed_rms_a(self) -> L123N[float]:
        """True rms into the panel source."""
        return self.feed.rms_a

    @property
    def seen(self) -> neutral_relay.Seen:
        """What the neutral relay looks at."""
        return neutral_relay.Seen(
            v_ln_v=self.v_ln_rms_v,
            v_ll_v=self.v_ll_rms_v,
            v_n_pe_v=self.v_n_pe_v,
            v_n_pe_150hz_v=self.v_n_pe_third_v,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where one rack stands in what was measured: its number, and its ways' span among all."""

    rack: int
    ways: slice


def flow_of(measured: Measured, place: Place, relay: neutral_relay.Settings, f_hz: float) -> Flow:
    """Return one rack's part of what flows at a site."""
    rack, ways = place.rack, place.ways
    seen = neutral_relay.Seen(
        v_ln_v=L123(*measured.v_ln_rms_v[rack]),
        v_ll_v=LineToLine(*measured.v_ll_rms_v[rack]),
        v_n_pe_v=measured.v_n_pe_v[rack],
        v_n_pe_150hz_v=measured.v_n_pe_third_v[rack],
    )
    return Flow(
        v_ln_v=L123(*measured.v_ln_v[rack]),
        v_ln_rms_v=seen.v_ln_v,
        v_ll_rms_v=seen.v_ll_v,
        v_n_pe_v=seen.v_n_pe_v,
        v_n_pe_third_v=seen.v_n_pe_150hz_v,
        thd_v_ln_pct=L123(*measured.thd_v_ln_pct[rack]),
        thd_v_ll_pct=LineToLine(*measured.thd_v_ll_pct[rack]),
        drain=_branch(measured.drain, rack),
        main=_branch(measured.main, rack),
        feed=_branch(measured.feed, rack),
        way_a=tuple(measured.way_a[ways]),
        way_peak_a=tuple(measured.way_peak_a[ways]),
        residual_a=tuple(measured.residual_a[ways]),
        f_hz=f_hz,
        neutral_fault=neutral_relay.sees_fault(relay, seen),
    )


def _branch(bundle: Bundle, rack: int) -> Branch:
    return Branch(
        i_a=L123N(*bundle.i_a[rack]),
        rms_a=L123N(*bundle.rms_a[rack]),
        thd_pct=L123N(*bundle.thd_pct[rack]),
        p_w=L123(*bundle.p_w[rack]),
        q_var=L123(*bundle.q_var[rack]),
    )
