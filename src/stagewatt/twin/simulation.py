"""The running site: lets simulated time follow a clock, whoever else is slow or gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from stagewatt.domain.errors import Refused
from stagewatt.twin.actions import Action, Plug, SetLevel
from stagewatt.twin.plant import Plant
from stagewatt.twin.site import Site, SiteState
from stagewatt.twin.state import RackState
from stagewatt.twin.stepping import fresh, step

STEP_NS = 20_000_000
"""One mains cycle: hands are felt at once."""
LONG_STEP_NS = 100_000_000
"""For many racks, and faster than real time; trips keep their instants."""
SMALL = 4
"""Up to so many racks the short step is used."""
CATCH_UP_NS = 500_000_000
"""How much may be made up for at once; a process that was stopped longer loses the time."""

Deed = tuple[int, Action]
"""A rack's number, and what is done to it."""

_log = logging.getLogger(__name__)


class Director(Protocol):
    """Who plays: a show, or a scenario."""

    period_ns: int

    def actions(self, t_ns: int) -> Sequence[Deed]:
        """Return what happens since it was last asked; asked once in a period."""

    def again(self, rack: int, place: str, t_ns: int) -> Sequence[Action]:
        """Return what gives a place back to it."""

    def refused(self, deed: Deed, why: Refused) -> None:
        """Hear what of it could not be done."""


class Nobody:
    """A director of nothing."""

    period_ns = 1_000_000_000

    def actions(self, _t_ns: int) -> Sequence[Deed]:
        """Do nothing."""
        return ()

    def again(self, _rack: int, place: str, _t_ns: int) -> Sequence[Action]:
        """Leave the place empty."""
        return (Plug(place, None),)

    def refused(self, _deed: Deed, _why: Refused) -> None:
        """Hear nothing: there was nothing to refuse."""


class Simulation:
    """Holds the newest state. Clients read it; only hands, the director and time change it."""

    def __init__(
        self,
        site: Site,
        now_ns: Callable[[], int],
        *,
        director: Director | None = None,
        boot: int = 1,
        step_ns: int | None = None,
    ) -> None:
        """Begin now."""
        self.site = site
        self.state: SiteState = fresh(site, boot=boot)
        self.director: Director = director or Nobody()
        self.step_ns = step_ns or (STEP_NS if len(site.plants) <= SMALL else LONG_STEP_NS)
        self.lost_ns = 0
        """Simulated time that was skipped because the process did not run."""
        self.by_hand: tuple[set[str], ...] = tuple(set() for _ in site.plants)
        """Per rack the places whose load a person chose: the director leaves them alone."""
        self._now_ns = now_ns
        self._next_ns = now_ns() + self.step_ns
        self._directed_ns = 0
        self._direct()

    def rack(self, number: int) -> Rack:
        """Return one rack, as those see it who stand in front of it."""
        return Rack(self, number)

    def act(self, rack: int, *actions: Action) -> None:
        """Do something to a rack at once; Unknown or Invalid when it cannot be done."""
        self.state = step(self.site, self.state, [(rack, each) for each in actions], 0)

    def advance(self) -> None:
        """Make the steps that are due."""
        now_ns = self._now_ns()
        for _ in range(max(1, CATCH_UP_NS // self.step_ns)):
            if now_ns < self._next_ns:
                return
            self.make_step()
            self._next_ns += self.step_ns
        behind = max(0, now_ns - self._next_ns)
        self.lost_ns += behind
        self._next_ns += behind

    def make_step(self) -> None:
        """Let one step pass, whatever the clock says."""
        self.state = step(self.site, self.state, (), self.step_ns)
        if self.state.t_ns >= self._directed_ns:
            self._direct()

    async def run(self) -> None:
        """Follow the clock until cancelled."""
        while True:
            self.advance()
            await asyncio.sleep(max(0, self._next_ns - self._now_ns()) / 1e9)

    def _direct(self) -> None:
        """Let the director act, but not where a person chose the load."""
        self._directed_ns = self.state.t_ns + self.director.period_ns
        deeds = [
            (rack, action)
            for rack, action in self.director.actions(self.state.t_ns)
            if not (isinstance(action, Plug | SetLevel) and action.place in self.by_hand[rack])
        ]
        if not deeds:
            return
        try:
            self.state = step(self.site, self.state, deeds, 0)
        except Refused:
            self._one_by_one(deeds)

    def _one_by_one(self, deeds: Sequence[Deed]) -> None:
        """Do what can be done; a director that asks for the impossible must not stop the site."""
        for deed in deeds:
            try:
                self.state = step(self.site, self.state, [deed], 0)
            except Refused as refused:
                _log.warning("rack %d: %s", deed[0], refused.message)
                self.director.refused(deed, refused)


class Rack:
    """One rack of a running site, and the hands in front of it."""

    def __init__(self, simulation: Simulation, number: int) -> None:
        """Look at one of the racks."""
        self.simulation = simulation
        self.number = number

    @property
    def plant(self) -> Plant:
        """What it is."""
        return self.simulation.site.plants[self.number]

    @property
    def state(self) -> RackState:
        """How it stands now."""
        return self.simulation.state.racks[self.number]

    @property
    def lost_ns(self) -> int:
        """Simulated time that was skipped because the process did not run."""
        return self.simulation.lost_ns

    @property
    def by_hand(self) -> set[str]:
        """Places whose load a person chose: the director leaves them alone."""
        return self.simulation.by_hand[self.number]

    @property
    def director(self) -> Director:
        """Who plays on its site."""
        return self.simulation.director

    def act(self, *actions: Action) -> None:
        """Do something at once, all of it or nothing. Raises Unknown, Invalid."""
        self.simulation.act(self.number, *actions)

    def plug_by_hand(self, action: Plug) -> None:
        """Plug something in, or out; the director leaves that place alone from now on."""
        self.act(action)
        self.by_hand.add(action.place)

    def give_back(self, place: str) -> None:
        """Let the director have a place again, with what hangs there now if it plays."""
        simulation = self.simulation
        self.act(*simulation.director.again(self.number, place, simulation.state.t_ns))
        self.by_hand.discard(place)


def run_fast(site: Site, director: Director, seconds: float, *, boot: int = 1) -> Simulation:
    """Let a site live for so long, faster than any clock, and return it as it then is."""
    simulation = Simulation(site, lambda: 0, director=director, boot=boot, step_ns=LONG_STEP_NS)
    goal_ns = round(seconds * 1e9)
    while simulation.state.t_ns < goal_ns:
        simulation.make_step()
    return simulation
