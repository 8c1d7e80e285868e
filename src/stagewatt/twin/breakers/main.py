"""The main breaker or switch-disconnector: its lever, its release, and what moves it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123N
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip import electronic
from stagewatt.physics.trip.band import reaches
from stagewatt.twin.breakers.neutral_relay import NeutralRelay

CAUSES = {
    electronic.Element.INSTANTANEOUS: Cause.INSTANTANEOUS,
    electronic.Element.SHORT_TIME: Cause.SHORT_TIME,
    electronic.Element.NEUTRAL: Cause.NEUTRAL_OVERCURRENT,
    electronic.Element.LONG_TIME: Cause.OVERLOAD,
}
_DEAD = L123N.all(0.0)


@dataclass(frozen=True, slots=True)
class Main:
    """The lever, why it is not on, and how far the overcurrent release has come.

    The release stays warm through a trip. `stopping_s` is how long the E-stop has been pressed.
    """

    lever: BreakerState = BreakerState.ON
    cause: Cause | None = None
    memory: electronic.Memory = electronic.REST
    stopping_s: float = 0.0

    @property
    def closed(self) -> bool:
        """Whether its four poles carry current."""
        return self.lever is BreakerState.ON


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What may open the main: its dials (None: no overcurrent release), E-stop and neutral relay.

    `relay_opens` is the relay's order after its time, `stop_s` what the E-stop's circuit takes.
    """

    settings: electronic.Settings | None
    e_stop: bool
    stop_s: float
    relay_opens: bool


def remaining_s(main: Main, orders: Orders, i_a: L123N[float]) -> float:
    """Return the seconds until it opens by itself; infinite for never."""
    if not main.closed:
        return math.inf
    if orders.relay_opens:
        return 0.0
    left_s = max(0.0, orders.stop_s - main.stopping_s) if orders.e_stop else math.inf
    if orders.settings is None:
        return left_s
    return min(left_s, electronic.remaining_s(orders.settings, main.memory, i_a))


def advanced(main: Main, orders: Orders, i_a: L123N[float], dt_s: float) -> Main:
    """Let time pass with these rms currents: E-stop first, then neutral relay, then overcurrent.

    A switch-disconnector has no overcurrent release.
    """
    warm = _warmed(main, orders.settings, i_a if main.closed else _DEAD, dt_s)
    if not warm.closed:
        return warm
    if orders.e_stop:
        stopping_s = warm.stopping_s + dt_s
        if reaches(stopping_s, orders.stop_s):
            return _tripped(warm, Cause.E_STOP)
        warm = replace(warm, stopping_s=stopping_s)
    elif warm.stopping_s:
        warm = replace(warm, stopping_s=0.0)
    if orders.relay_opens:
        return _tripped(warm, Cause.NEUTRAL_LOSS)
    acted = warm.memory.tripped
    return warm if acted is None else _tripped(warm, CAUSES[acted])


def _warmed(
    main: Main, settings: electronic.Settings | None, i_a: L123N[float], dt_s: float
) -> Main:
    """Let the release follow the current; open, it cools."""
    if settings is None or (main.memory is electronic.REST and i_a is _DEAD):
        return main
    memory = electronic.advanced(settings, main.memory, i_a, dt_s)
    return main if memory is main.memory else replace(main, memory=memory)


def _tripped(main: Main, cause: Cause) -> Main:
    memory = main.memory
    return Main(
        BreakerState.TRIPPED,
        cause,
        memory if memory is electronic.REST else electronic.opened(memory),
    )


def moved(main: Main, *, on: bool, e_stop: bool, relay: NeutralRelay) -> Main:
    """Return the main after a hand moved its lever; what is warm stays warm.

    While the E-stop is latched or the neutral relay is tripped, ON falls back to where it was.
    A tripped lever passes OFF on its way to ON.
    """
    memory = main.memory
    if memory is not electronic.REST:
        memory = electronic.opened(memory)
    if not on:
        return Main(BreakerState.OFF, Cause.MANUAL, memory)
    if main.closed or e_stop or relay.tripped:
        return main
    return Main(memory=memory)
