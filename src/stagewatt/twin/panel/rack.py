"""What the panel needs of a running rack: one of a simulation's."""

from __future__ import annotations

from typing import Protocol

from stagewatt.twin.actions import Action, Plug
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState


class Rack(Protocol):
    """One rack of a simulation, and the hands in front of it."""

    @property
    def plant(self) -> Plant:
        """What it is."""

    @property
    def state(self) -> RackState:
        """How it stands now."""

    @property
    def lost_ns(self) -> int:
        """Simulated time that was skipped because the process did not run."""

    @property
    def by_hand(self) -> set[str]:
        """Places whose load a person chose: the show leaves them alone."""

    @property
    def director(self) -> object:
        """Who plays on its site."""

    def act(self, *actions: Action) -> None:
        """Do something at once, all of it or nothing. Raises Unknown, Invalid."""

    def plug_by_hand(self, action: Plug) -> None:
        """Plug something in, or out; the show leaves that place alone from now on."""

    def give_back(self, place: str) -> None:
        """Let the show have a place again."""
