"""Harmonic spectra by name, and how the spectra of several loads on one phase add up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from stagewatt.physics.network.orders import HARMONICS
from stagewatt.twin.loads.draw import CLEAN, Spectrum


def spectrum(name: str, percents: Mapping[int, float]) -> Spectrum:
    """Return a spectrum from percents of the fundamental by order.

    Percents are those of cosines from the voltage's peak: all positive is a pulse at the peak, as a
    rectifier without correction draws. `Spectrum` counts sines from the voltage's zero, where such
    a pulse has orders 3, 7, 11 ... turned by 180 degrees.
    """
    return Spectrum(
        name,
        tuple(
            complex(percents.get(order, 0.0) / (100 if order % 4 == 1 else -100))
            for order in HARMONICS
        ),
    )


SPECTRA = {
    each.name: each
    for each in (
        CLEAN,
        # A single-phase rectifier with a capacitor; from order 11 the pulse's spectrum is past
        # its first zero.
        spectrum("smps", {3: 81, 5: 60.6, 7: 37, 9: 15.7, 11: -2.4, 13: -6.3, 15: -7.9}),
        spectrum("amp", {3: 85, 5: 65, 7: 42, 9: 22, 11: 10}),
        spectrum("led", {3: 60, 5: 30, 7: 12, 9: 8, 11: 6}),
        spectrum("pfc", {3: 10, 5: 5, 7: 4, 9: 3, 11: 2, 13: 1.5, 15: 1}),
    )
}


@lru_cache(maxsize=1024)
def mixed(one: Spectrum, one_a: complex, other: Spectrum, other_a: complex) -> Spectrum:
    """Return the spectrum of two currents together; the amps are of their fundamentals."""
    total_a = abs(one_a + other_a)
    if (one is CLEAN and other is CLEAN) or not total_a:
        return CLEAN
    a, b = abs(one_a) / total_a, abs(other_a) / total_a
    ratios = (x * a + y * b for x, y in zip(one.ratios, other.ratios, strict=True))
    return Spectrum(f"{one.name}+{other.name}", tuple(ratios))
