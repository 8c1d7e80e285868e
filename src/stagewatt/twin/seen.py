"""What the meter remembers since its supply came: extremes, and means of the distortion."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.twin.quick import changed
from stagewatt.twin.reading import Reading

_PHASES, _PAIRS = ("l1", "l2", "l3"), ("l12", "l23", "l31")

WATCHED = (
    *((f"v_ln_{{}}_v.{p}") for p in _PHASES),
    *((f"v_ll_{{}}_v.{p}") for p in _PAIRS),
    *((f"i_{{}}_a.{p}") for p in (*_PHASES, "n")),
    "f_{}_hz",
    "p_{}_w.sum",
    "q_{}_var.sum",
    "s_{}_va.sum",
)
"""What extremes are kept of: names of values, with `min` or `max` for the braces."""

DISTORTION = (
    *(f"thd_v_ln_mean_pct.{p}" for p in _PHASES),
    *(f"thd_v_ll_mean_pct.{p}" for p in _PAIRS),
    *(f"thd_i_mean_pct.{p}" for p in (*_PHASES, "n")),
)
"""What a mean over all the time is kept of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """`up_s` is the time since the supply came; no extremes before anything was measured."""

    up_s: float = 0.0
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    distortion_pct_s: tuple[float, ...] = (0.0,) * len(DISTORTION)
    temperature_max_c: float | None = None

    def advanced(self, reading: Reading, dt_s: float) -> Seen:
        """Let `dt_s` seconds pass, more than 0, with this reading."""
        now, thd_pct = _watched(reading), _distortion(reading)
        return changed(
            self,
            up_s=self.up_s + dt_s,
            low=tuple(map(min, self.low or now, now)),
            high=tuple(map(max, self.high or now, now)),
            distortion_pct_s=tuple(
                [s + pct * dt_s for s, pct in zip(self.distortion_pct_s, thd_pct, strict=True)]
            ),
        )

    def warmed(self, temperature_c: float | None) -> Seen:
        """Return the same with what a thermometer shows now."""
        if temperature_c is None:
            return self
        before_c = self.temperature_max_c
        if before_c is not None and before_c >= temperature_c:
            return self
        return replace(self, temperature_max_c=temperature_c)

    def means(self) -> tuple[float, ...]:
        """The means of `DISTORTION`, percent; 0 before anything was measured."""
        return tuple([each / self.up_s if self.up_s else 0.0 for each in self.distortion_pct_s])


def _watched(reading: Reading) -> tuple[float, ...]:
    return (
        *reading.v_ln_v,
        *reading.v_ll_v,
        *reading.i_a,
        reading.f_hz,
        sum(reading.p_w),
        sum(reading.q_var),
        sum(reading.s_va),
    )


def _distortion(reading: Reading) -> tuple[float, ...]:
    return (*reading.thd_v_ln_pct, *reading.thd_v_ll_pct, *reading.thd_i_pct)
