"""Where a handle stands and what the status LED shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stagewatt.domain.phases import L123N
from stagewatt.domain.pieces import LeverRule
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip.electronic import Settings
from stagewatt.physics.trip.lever import Position, position
from stagewatt.physics.trip.status_led import Lit, status

TRIPPED = BreakerState.TRIPPED


@pytest.mark.parametrize("rule", LeverRule)
def test_on_is_up_and_off_by_hand_is_down(rule: LeverRule) -> None:
    assert position(rule, BreakerState.ON, None) is Position.UP
    assert position(rule, BreakerState.OFF, Cause.MANUAL) is Position.DOWN


@pytest.mark.parametrize(
    ("rule", "cause", "where"),
    [
        (LeverRule.THREE, Cause.INSTANTANEOUS, Position.DOWN),
        (LeverRule.THREE, Cause.OVERLOAD, Position.DOWN),
        (LeverRule.THREE, Cause.RESIDUAL, Position.MIDDLE),
        (LeverRule.MIDDLE, Cause.INSTANTANEOUS, Position.MIDDLE),
        (LeverRule.MIDDLE, Cause.RESIDUAL, Position.MIDDLE),
        (LeverRule.TWO, Cause.RESIDUAL, Position.DOWN),
        (LeverRule.TWO, Cause.INSTANTANEOUS, Position.DOWN),
    ],
)
def test_tripped_levers(rule: LeverRule, cause: Cause, where: Position) -> None:
    assert position(rule, TRIPPED, cause) is where


FACTORY = Settings(ir_a=250.0, isd_a=1500.0, ii_a=2500.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4)


@pytest.mark.parametrize(
    ("share", "sane", "literal"),
    [
        (0.0, Lit.OFF, Lit.OFF),
        (0.29, Lit.OFF, Lit.OFF),
        (0.3, Lit.SLOW, Lit.SLOW),
        (0.9, Lit.SLOW, Lit.SLOW),
        (0.91, Lit.FAST, Lit.OFF),
        (1.19, Lit.FAST, Lit.OFF),
        (1.2, Lit.STEADY, Lit.STEADY),
        (6.0, Lit.STEADY, Lit.STEADY),
    ],
)
def test_the_status_led(share: float, sane: Lit, literal: Lit) -> None:
    i_a = L123N(0.0, share * 250.0, 0.0, 0.0)
    assert status(FACTORY, 250.0, i_a) is sane
    assert status(FACTORY, 250.0, i_a, literal=True) is literal


def test_the_led_follows_ir_and_lives_on_in() -> None:
    low = replace(FACTORY, ir_a=100.0)
    assert status(low, 250.0, L123N.all(70.0)) is Lit.OFF
    assert status(low, 250.0, L123N.all(120.0)) is Lit.STEADY
    keen = replace(FACTORY, tolerances=replace(FACTORY.tolerances, wakes_share=0.2))
    assert status(keen, 250.0, L123N.all(50.0)) is Lit.SLOW
