"""What every behaviour is given and gives: a rating, a moment, and what one part draws then."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple, Protocol

from msgspec import Meta

from stagewatt.twin.loads.draw import Spectrum
from stagewatt.twin.loads.moment import Moment

Factor = Annotated[float, Meta(ge=1, le=30, description="a multiple from 1 to 30")]
Seconds = Annotated[float, Meta(ge=0, le=100_000, description="seconds from 0 to 100000")]
Share = Annotated[float, Meta(ge=0, le=1, description="a share from 0 to 1")]
Decibels = Annotated[float, Meta(ge=3, le=30, description="decibels from 3 to 30")]


class Taken(NamedTuple):
    """What the running devices of one part draw from each phase, and for how long that holds.

    `s_va` is P + jQ of the fundamental at 230 V, Q positive for a lagging load.
    """

    s_va: complex
    spectrum: Spectrum
    valid_s: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One device, per phase at 230 V. A power factor is true, signed: negative = leading."""

    idle_w: float
    typical_w: float
    max_w: float
    pf: float
    """At typical power."""
    pf_idle: float
    spectrum: Spectrum
    _q_idle_var: float = field(init=False, repr=False)
    _q_per_w: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out the reactive power: from its value at idle, in proportion to the power."""
        thd = thd_of(self.spectrum)
        q_idle_var = _reactive_var(self.idle_w, self.pf_idle, thd)
        more_var = _reactive_var(self.typical_w, self.pf, thd) - q_idle_var
        more_w = self.typical_w - self.idle_w
        object.__setattr__(self, "_q_idle_var", q_idle_var)
        object.__setattr__(self, "_q_per_w", more_var / more_w if more_w else 0.0)

    def s_va(self, p_w: float) -> complex:
        """Return P + jQ of the fundamental at a power."""
        return complex(p_w, self._q_idle_var + (p_w - self.idle_w) * self._q_per_w)

    def taken(self, p_w: float, count: int, valid_s: float = math.inf) -> Taken:
        """Return what so many devices draw at a power each."""
        return Taken(self.s_va(p_w) * count, self.spectrum, valid_s)


class Behaviour(Protocol):
    """The parameters of one behaviour, called to tell what a part draws."""

    def __call__(self, rating: Rating, moment: Moment, seed: int, count: int) -> Taken:
        """Return what `count` devices draw; `seed` is the part's own."""
        ...


def thd_of(spectrum: Spectrum) -> float:
    """Return the total harmonic distortion of a current, relative to the fundamental."""
    return math.hypot(*map(abs, spectrum.ratios))


def _reactive_var(p_w: float, pf: float, thd: float) -> float:
    """Return Q of the fundamental: displacement = true power factor by the distortion factor."""
    displacement = min(1.0, abs(pf) * math.hypot(1.0, thd))
    return math.copysign(p_w * math.tan(math.acos(displacement)), pf)
