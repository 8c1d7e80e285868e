"""What cannot be is no value: limits of single values, by what a rack and its sensors can show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123N, L123Sum, LineToLine
from stagewatt.domain.rack import RackModel
from stagewatt.domain.reading import BoardSample, Fault, MainsSample, Value, WindowSample
from stagewatt.drivers.failure import ReadFailed

V_MAX = 1000.0
"""The limit of low voltage for AC (IEC 61140); beyond it a reading is a broken answer."""
F_MIN_HZ, F_MAX_HZ = 30.0, 80.0
"""No mains and no generator runs outside."""
THD_MAX_PCT = 1000.0
ENERGY_MAX_WH = 1e13
"""More than a 32-bit register of kilowatt-hours can hold."""
TEMPERATURE_MIN_C, TEMPERATURE_MAX_C = -50.0, 150.0

FAULT_MULTIPLE = 20.0
"""Most that a sensor can show, as a multiple of the rating before it.

The instantaneous trip of the slowest usual curve (D) ends at 20 times the rating (IEC 60898-1).
"""
CREST_MAX = 3.0
"""Peak over rms of the worst usual load: a capacitor behind a rectifier."""
PF_SLACK = 1e-3
"""A power factor just outside -1 to 1 is rounding, not nonsense."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both allowed."""

    low: float
    high: float

    def hold(self, value: Value) -> Value:
        """Return the value, None when it is not a number or outside."""
        return value if value is not None and self.low <= value <= self.high else None

    def has(self, values: Iterable[Value]) -> bool:
        """Tell whether no value would be changed by `hold`: the usual case, and quick."""
        return all(value is None or self.low <= value <= self.high for value in values)


_VOLTS, _HERTZ = Range(0.0, V_MAX), Range(F_MIN_HZ, F_MAX_HZ)
_PERCENT = Range(0.0, THD_MAX_PCT)
_FACTOR = Range(-1.0 - PF_SLACK, 1.0 + PF_SLACK)
_COUNTER = Range(0.0, ENERGY_MAX_WH)
_CELSIUS = Range(TEMPERATURE_MIN_C, TEMPERATURE_MAX_C)


@dataclass(frozen=True, slots=True)
class MainsGate:
    """Limits of a mains meter whose current sensors end at `i_max_a` amps."""

    i_max_a: float

    @classmethod
    def of(cls, model: RackModel) -> MainsGate:
        """Return the gate of a rack's meter: sized by the largest current that may enter it."""
        return cls(FAULT_MULTIPLE * max(model.drain.rated_a, model.main.rated_a))

    def judge(self, sample: MainsSample) -> MainsSample:
        """Return the sample with None for what cannot be.

        ReadFailed (IMPLAUSIBLE) when nothing is left of voltages and currents, or when all of them
        and the frequency are exactly 0: a meter that answers has supply, a gateway that fills up
        with zeros has not asked it.
        """
        amps = Range(0.0, self.i_max_a)
        power_w = V_MAX * self.i_max_a
        one, three = Range(-power_w, power_w), Range(-3 * power_w, 3 * power_w)
        held = replace(
            sample,
            v_ln_v=sample.v_ln_v.map(_VOLTS.hold),
            v_ll_v=LineToLine(*map(_VOLTS.hold, sample.v_ll_v)),
            i_a=L123N(*map(amps.hold, sample.i_a)),
            f_hz=_HERTZ.hold(sample.f_hz),
            p_w=_sums(sample.p_w, one, three),
            q_var=_sums(sample.q_var, one, three),
            s_va=_sums(sample.s_va, one, three),
            pf=_sums(sample.pf, _FACTOR, _FACTOR),
            thd_v_ln_pct=sample.thd_v_ln_pct.map(_PERCENT.hold),
            thd_v_ll_pct=LineToLine(*map(_PERCENT.hold, sample.thd_v_ll_pct)),
            thd_i_pct=sample.thd_i_pct.map(_PERCENT.hold),
            energy=replace(
                sample.energy,
                partial_wh=_COUNTER.hold(sample.energy.partial_wh),
                total_wh=_COUNTER.hold(sample.energy.total_wh),
            ),
        )
        _refuse_nothing(sample, held)
        return held


def _sums(values: L123Sum[Value], one: Range, three: Range) -> L123Sum[Value]:
    l1, l2, l3 = values.phases.map(one.hold)
    return L123Sum(l1, l2, l3, three.hold(values.sum))


def _refuse_nothing(sample: MainsSample, held: MainsSample) -> None:
    if all(value is None for value in (*held.v_ln_v, *held.v_ll_v, *held.i_a)):
        raise ReadFailed(Fault.IMPLAUSIBLE, "no possible voltage or current in the answer")
    read = (*sample.v_ln_v, *sample.v_ll_v, *sample.i_a, sample.f_hz)
    if not any(read):
        raise ReadFailed(Fault.IMPLAUSIBLE, "voltages, currents and frequency are all exactly 0")


@dataclass(frozen=True, slots=True)
class BoardGate:
    """Limits of an I/O board whose sensors end at `i_max_a` amps."""

    i_max_a: float

    @classmethod
    def of(cls, model: RackModel) -> BoardGate:
        """Return the gate of a rack's boards: sized by its largest supervised way."""
        largest_a = max(way.protection.rated_a for way in model.supervised)
        return cls(FAULT_MULTIPLE * largest_a)

    def judge(self, sample: BoardSample) -> BoardSample:
        """Return the sample with None for what cannot be; the very same one when all can."""
        amps = Range(0.0, self.i_max_a)
        window = None if sample.window is None else self._window(sample.window, amps)
        possible = amps.has(sample.i_a) and _CELSIUS.has((sample.temperature_c,))
        if possible and window is sample.window:
            return sample
        return replace(
            sample,
            i_a=tuple(map(amps.hold, sample.i_a)),
            temperature_c=_CELSIUS.hold(sample.temperature_c),
            window=window,
        )

    def _window(self, window: WindowSample, amps: Range) -> WindowSample:
        peaks = Range(0.0, CREST_MAX * self.i_max_a)
        if amps.has(window.i_max_a) and amps.has(window.i_min_a) and peaks.has(window.i_peak_a):
            return window
        return replace(
            window,
            i_min_a=tuple(map(amps.hold, window.i_min_a)),
            i_max_a=tuple(map(amps.hold, window.i_max_a)),
            i_peak_a=tuple(map(peaks.hold, window.i_peak_a)),
        )
