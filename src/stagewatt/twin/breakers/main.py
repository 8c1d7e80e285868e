"""The main breaker or switch-disconnector: its lever, its release, and what moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123N
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip import electronic
from stagewatt.twin.breakers.neutral_relay import NeutralRelay
from stagewatt.twin.flow import Flow
from stagewatt.twin.plant import Plant

CAUSES = {
    electronic.Element.INSTANTANEOUS: Cause.INSTANTANEOUS,
    electronic.Element.SHORT_TIME: Cause.SHORT_TIME,
    electronic.Element.NEUTRAL: Cause.NEUTRAL_OVERCURRENT,
    electronic.Element.LONG_TIME: Cause.OVERLOAD,
}


@dataclass(frozen=True, slots=True)
class Main:
    """The lever, why it is not on, and how far the overcurrent release has come."""

    lever: BreakerState = BreakerState.ON
    cause: Cause | None = None
    memory: electronic.Memory = electronic.REST

    @property
    def closed(self) -> bool:
        """Whether its four poles carry current."""
        return self.lever is BreakerState.ON


def advanced(
    plant: Plant, main: Main, flow: Flow, dt_s: float, *, relay: NeutralRelay, e_stop: bool
) -> Main:
    """Let time pass: the E-stop opens at once, the neutral relay after its time, overcurrent last.

    A switch-disconnector has no overcurrent release.
    """
    if not main.closed:
        return main
    if e_stop:
        return Main(BreakerState.TRIPPED, Cause.E_STOP)
    if relay.opens:
        return Main(BreakerState.TRIPPED, Cause.NEUTRAL_LOSS)
    if plant.main is None:
        return main
    amps = L123N(*map(abs, flow.i_main_a))
    memory = electronic.advanced(plant.main, main.memory, amps, dt_s)
    acted = memory.tripped
    if acted is not None:
        return Main(BreakerState.TRIPPED, CAUSES[acted])
    return main if memory is main.memory else replace(main, memory=memory)


def moved(main: Main, *, on: bool, e_stop: bool, relay: NeutralRelay) -> Main:
    """Return the main after a hand moved its lever.

    While the E-stop is latched or the neutral relay is tripped, ON falls back to where it was.
    A tripped lever passes OFF on its way to ON.
    """
    if not on:
        return Main(BreakerState.OFF, Cause.MANUAL)
    if main.closed or e_stop or relay.tripped:
        return main
    return Main()
