"""The shows of a site's racks as one director."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stagewatt.domain.errors import Refused
from stagewatt.twin.actions import Action
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.show import CUE_S, Show

PERIOD_NS = 500_000_000
TOGETHER = 4
"""Up to so many racks begin and take their cues together; in a larger hall one after the other,
which spreads what there is to do over time. Nobody switches on a whole hall at once either.
"""
FIRST_NS = 100_000_000
"""When a large hall begins: half a second has four changes of loads, and this tick has none."""


class Shows:
    """One show per rack, each playing for itself."""

    def __init__(self, shows: Sequence[Show], feeding: Collection[int] = ()) -> None:
        """Take a show for each rack, in the racks' order.

        A real rack hangs on the panel source of those in `feeding`: there the show plugs nothing.
        """
        self._shows = tuple(shows)
        self.period_ns = PERIOD_NS
        self._late_s: tuple[float, ...] = (0.0,) * len(shows)
        if len(shows) > TOGETHER:
            self.period_ns = FIRST_NS
            late_ns = [FIRST_NS + at * PERIOD_NS % round(CUE_S * 1e9) for at in range(len(shows))]
            self._late_s = tuple([each / 1e9 for each in late_ns])
        self._feeding = frozenset(feeding)

    def actions(self, t_ns: int) -> Sequence[tuple[int, Action]]:
        """Return what all shows do since they were last asked."""
        t_s = t_ns / 1e9
        return [
            (at, each)
            for at, (show, late_s) in enumerate(zip(self._shows, self._late_s, strict=True))
            if t_s >= late_s
            for each in show.actions(t_s - late_s)
            if each.place != PANEL_SOURCE or at not in self._feeding
        ]

    def again(self, rack: int, place: str, t_ns: int) -> Sequence[Action]:
        """Return what gives a place back to its rack's show."""
        return self._shows[rack].again(place, t_ns / 1e9 - self._late_s[rack])

    def refused(self, _deed: tuple[int, Action], _why: Refused) -> None:
        """Hear nothing: what a show plugs always fits."""
