"""Chance without dice: numbers that look random and follow from what they are asked for."""

from __future__ import annotations

import math

_MASK = (1 << 64) - 1
ON_GRID_S = 1e-6
"""A time this close before a tick belongs to it: simulated time is counted in nanoseconds."""


def share(seed: int, number: int = 0) -> float:
    """Return a number from 0 to 1 (never 1), the same for the same seed and number.

    Formula: the mixing steps of SplitMix64.
    """
    x = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((x ^ (x >> 31)) >> 11) / (1 << 53)


def around(spread: float, seed: int, number: int = 0) -> float:
    """Return a factor from 1 - spread to 1 + spread."""
    return 1.0 + spread * (2.0 * share(seed, number) - 1.0)


def tick(t_s: float, tick_s: float) -> tuple[int, float]:
    """Return the number of the tick that a time lies in, and the seconds until the next one."""
    number = math.floor((t_s + ON_GRID_S) / tick_s)
    return number, (number + 1) * tick_s - t_s
