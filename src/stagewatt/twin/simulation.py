"""The running rack: lets simulated time follow a clock, whoever else is slow or gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from stagewatt.twin.actions import Action, Plug
from stagewatt.twin.plant import Plant
from stagewatt.twin.rack import fresh, step
from stagewatt.twin.show import Show

STEP_NS = 20_000_000
"""One mains cycle."""
CATCH_UP = 25
"""How many steps may be made up for at once; a process that was stopped longer loses the time."""
SHOW_EVERY = 5
"""Steps between two looks at the show."""


class Simulation:
    """Holds the newest state. Clients read it; only hands, the show and time change it."""

    def __init__(
        self, plant: Plant, now_ns: Callable[[], int], *, show: Show, boot: int = 1
    ) -> None:
        """Begin now."""
        self.plant = plant
        self.state = fresh(plant, boot=boot)
        self.lost_ns = 0
        """Simulated time that was skipped because the process did not run."""
        self.by_hand: set[str] = set()
        """Ways whose load a person chose: the show leaves them alone."""
        self._show = show
        self._now_ns = now_ns
        self._steps = 0
        self._next_ns = now_ns() + STEP_NS
        self._show_on()

    def act(self, *actions: Action) -> None:
        """Do something to the rack at once; Unknown or Invalid when it cannot be done."""
        self.state = step(self.plant, self.state, actions, 0)

    def plug_by_hand(self, action: Plug) -> None:
        """Plug something in, or out; the show leaves that place alone from now on."""
        self.act(action)
        self.by_hand.add(action.place)

    def give_back(self, place: str) -> None:
        """Let the show have a place again, with what hangs there in the show now."""
        self.act(Plug(place, self._show.load(place, self.state.t_ns / 1e9)))
        self.by_hand.discard(place)

    def advance(self) -> None:
        """Make the steps that are due."""
        now_ns = self._now_ns()
        for _ in range(CATCH_UP):
            if now_ns < self._next_ns:
                return
            self.state = step(self.plant, self.state, (), STEP_NS)
            self._next_ns += STEP_NS
            self._steps += 1
            if self._steps % SHOW_EVERY == 0:
                self._show_on()
        behind = max(0, now_ns - self._next_ns)
        self.lost_ns += behind
        self._next_ns += behind

    async def run(self) -> None:
        """Follow the clock until cancelled."""
        while True:
            self.advance()
            await asyncio.sleep(max(0, self._next_ns - self._now_ns()) / 1e9)

    def _show_on(self) -> None:
        """Plug in what the show changed since the last look."""
        changed = self._show.changed(self.state.t_ns / 1e9)
        plugs = [Plug(place, load) for place, load in changed if place not in self.by_hand]
        if plugs:
            self.act(*plugs)
