"""Where a breaker's handle stands, by why it opened: three families of rules.

C24 (magazine article): up on, down after a short circuit, middle after residual current. What it
does not say is assumed: overload and hand leave it down. Maker of magnetic-hydraulic breakers
(CBI): middle after any electrical trip. Others have two positions.
"""

from __future__ import annotations

from enum import StrEnum

from stagewatt.domain.pieces import LeverRule
from stagewatt.domain.view import BreakerState, Cause


class Position(StrEnum):
    """Where the handle stands."""

    UP = "up"
    MIDDLE = "middle"
    DOWN = "down"


def position(rule: LeverRule, state: BreakerState, cause: Cause | None) -> Position:
    """Return where the handle stands for a breaker's state and cause."""
    if state is BreakerState.ON:
        return Position.UP
    if state is not BreakerState.TRIPPED or rule is LeverRule.TWO:
        return Position.DOWN
    if rule is LeverRule.MIDDLE:
        return Position.MIDDLE
    return Position.MIDDLE if cause is Cause.RESIDUAL else Position.DOWN
