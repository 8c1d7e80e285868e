"""What one phase of a load draws at one instant, as the network needs to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from stagewatt.physics.network.orders import HARMONICS


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of constant impedance, constant current and constant power; they sum to 1."""

    impedance: float
    current: float
    power: float


RESISTIVE = Mix(1.0, 0.0, 0.0)
SUPPLY = Mix(0.0, 0.0, 1.0)
"""A switch-mode supply: takes the same power at any voltage within its range."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Harmonic currents relative to the fundamental current, one complex number per `HARMONICS`.

    The angle of order h is relative to h times the angle of the voltage's fundamental, so that the
    same spectrum on three phases adds up in the neutral where h is a multiple of three. Both are
    counted as sines, as in `physics.network.waveforms`.
    """

    name: str
    ratios: tuple[complex, ...]

    def __post_init__(self) -> None:
        """Refuse a spectrum of another length."""
        if len(self.ratios) != len(HARMONICS):
            raise ValueError(f"{self.name}: {len(self.ratios)} ratios for {len(HARMONICS)} orders")


CLEAN = Spectrum("clean", (0j,) * len(HARMONICS))


class Draw(NamedTuple):
    """One phase of a load, referred to 230 V between phase and neutral.

    A tuple, as all that is made anew for each place of a site: that is the quickest to make.

    `s_va` is P + jQ of the fundamental, Q positive for a lagging load. `leakage_a` flows to earth
    at 230 V to PE: its real part through wet insulation, its imaginary part through filters.
    """

    s_va: complex
    mix: Mix = RESISTIVE
    spectrum: Spectrum = CLEAN
    leakage_a: complex = 0j


NOTHING = Draw(s_va=0j)
