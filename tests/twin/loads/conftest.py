"""What the tests of loads share."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from stagewatt.twin.loads.behaviours.behaviour import thd_of
from stagewatt.twin.loads.draw import Draw


def rms_a(draw: Draw) -> float:
    """The true rms current of a draw at 230 V."""
    return abs(draw.s_va) / 230 * math.hypot(1.0, thd_of(draw.spectrum))


def pf(draw: Draw) -> float:
    """Its true power factor, without a sign."""
    return draw.s_va.real / 230 / rms_a(draw)


@pytest.fixture
def amps() -> Callable[[Draw], float]:
    return rms_a


@pytest.fixture
def power_factor() -> Callable[[Draw], float]:
    return pf
