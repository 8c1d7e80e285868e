"""The shows of a site's racks as one director."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stagewatt.domain.errors import Refused
from stagewatt.twin.actions import Action
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.show import Show

PERIOD_NS = 500_000_000


class Shows:
    """One show per rack, each playing for itself."""

    period_ns = PERIOD_NS

    def __init__(self, shows: Sequence[Show], feeding: Collection[int] = ()) -> None:
        """Take a show for each rack, in the racks' order.

        A real rack hangs on the panel source of those in `feeding`: there the show plugs nothing.
        """
        self._shows = tuple(shows)
        self._feeding = frozenset(feeding)

    def actions(self, t_ns: int) -> Sequence[tuple[int, Action]]:
        """Return what all shows do since they were last asked."""
        t_s = t_ns / 1e9
        return [
            (at, each)
            for at, show in enumerate(self._shows)
            for each in show.actions(t_s)
            if each.place != PANEL_SOURCE or at not in self._feeding
        ]

    def again(self, rack: int, place: str, t_ns: int) -> Sequence[Action]:
        """Return what gives a place back to its rack's show."""
        return self._shows[rack].again(place, t_ns / 1e9)

    def refused(self, _deed: tuple[int, Action], _why: Refused) -> None:
        """Hear nothing: what a show plugs always fits."""
