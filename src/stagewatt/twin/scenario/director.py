"""Plays a scenario: for each moment, what hands and weather do to the racks.

All of it follows from the scenario and the time, so the same scenario plays the same show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stagewatt.domain.errors import Invalid, Refused
from stagewatt.twin.actions import Action, MoveCover, Plug, SetDial, SetLevel
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.loads.load import Load
from stagewatt.twin.scenario.agenda import Agenda, Due
from stagewatt.twin.scenario.doing import actions as done
from stagewatt.twin.scenario.said import Said, Sayings
from stagewatt.twin.scenario.script import (
    Cue,
    Entry,
    Move,
    PlugIn,
    PullOut,
    Say,
    Scenario,
    Turn,
)
from stagewatt.twin.scenario.site import plants_of
from stagewatt.twin.scenario.telling import Deed, Telling

PERIOD_NS = 100_000_000
ADDED_MAX = 1000
"""Entries that may be added while it plays."""


class Director:
    """Asked every `period_ns` what happens now; never asked about the past.

    The timeline has its own time: it stands still while nothing is played, and it can be moved on.
    """

    period_ns = PERIOD_NS

    def __init__(self, scenario: Scenario, *, begin_s: float = 0.0) -> None:
        """Begin at 0, or with what `skip_to` makes of a later second."""
        self.scenario = scenario
        self.playing = True
        self._said = Sayings()
        self._plants = plants_of(scenario)
        self._agenda = Agenda(scenario.timeline)
        self._telling = Telling(scenario)
        self._hangs: dict[tuple[int, str], tuple[Load | None, float]] = {}
        self._late: list[Deed] = list(self._beginning())
        self._left = ADDED_MAX
        self._t_ns = 0
        self._clock_ns = 0
        if begin_s:
            self.skip_to(begin_s)

    @property
    def t_s(self) -> float:
        """The timeline's second; it ends with the scenario."""
        return min(self.now_s, self.scenario.duration_s)

    @property
    def now_s(self) -> float:
        """The timeline's second, also after the end."""
        return self._t_ns / 1e9

    @property
    def said(self) -> tuple[Said, ...]:
        """The newest sentences, and what could not be done."""
        return self._said.newest

    def coming(self, count: int) -> list[Due]:
        """Return what happens next."""
        return self._agenda.coming(count)

    def play(self, *, on: bool) -> None:
        """Let the timeline go on, or stand still; the racks live on either way."""
        self.playing = on

    def add(self, entry: Entry) -> None:
        """Let something more happen. Raises Invalid for a time that is over, or too many."""
        if round(entry.at_s * 1e9) < self._t_ns:
            raise Invalid(f"{entry.at_s:g} s is over: it is {self.t_s:.1f} s", where="at_s")
        if self._left == 0:
            raise Invalid(f"{ADDED_MAX} entries were added already")
        self._left -= 1
        self._agenda.add(entry)

    def skip_to(self, t_s: float) -> None:
        """Move the timeline on; the clock of the racks is not moved.

        What lies between is done at the next look, in its order and all at once, of what repeats
        the last time only, faders with their usual fade. Hands and weather stand as they would,
        but nothing has warmed up, tripped or failed meanwhile. Raises Invalid for a time that is
        over, or after the end.
        """
        if not self.t_s <= t_s <= self.scenario.duration_s:
            reach = f"from {self.t_s:.1f} s, where it is, to {self.scenario.duration_s:g} s"
            raise Invalid(f"the timeline can be moved on only, {reach}", where="skip_to_s")
        self._t_ns = round(t_s * 1e9)
        for due in self._agenda.skipped(self._t_ns):
            self._late += self._happening(due)

    def actions(self, t_ns: int) -> Sequence[Deed]:
        """Return what happens from the last look until now, in the order of its time."""
        if self.playing:
            self._t_ns += t_ns - self._clock_ns
        self._clock_ns = t_ns
        deeds, self._late = self._late, []
        for due in self._agenda.until(self._t_ns):
            deeds += self._happening(due)
        deeds += self._telling.until(min(self._t_ns, round(self.scenario.duration_s * 1e9)))
        return deeds

    def again(self, rack: int, place: str, _t_ns: int) -> Sequence[Action]:
        """Return what gives a place back: what hangs there in the scenario by now."""
        load, level = self._hangs.get((rack, place), (None, 1.0))
        return (Plug(place, None),) if load is None else (Plug(place, load), SetLevel(place, level))

    def refused(self, deed: Deed, why: Refused) -> None:
        """Say what could not be done; nothing else comes of it."""
        self._said.add(self.t_s, f"{self.scenario.racks[deed[0]].id}: not done: {why.message}")

    def _beginning(self) -> Iterator[Deed]:
        """Yield dials as they are set, and everything that is plugged in."""
        for number, rack in enumerate(self.scenario.racks):
            if rack.dials:
                yield number, MoveCover(open=True)
                for dial, value in rack.dials.items():
                    yield number, SetDial(dial, value)
                yield number, MoveCover(open=False)
        for patch in self.scenario.patch:
            plugged = (patch.place,), patch.load, patch.count, patch.level
            yield from self._plugs(patch.rack, *plugged)

    def _plugs(
        self, rack: int, places: Sequence[str], load: str, count: int, level: float
    ) -> Iterator[Deed]:
        plant = self._plants[rack]
        for place in places:
            seed = plant.seed + plant.place(place)
            yield self._kept(rack, Plug(place, as_load(load, count, seed=seed)))
            yield self._kept(rack, SetLevel(place, level))

    def _happening(self, due: Due) -> Iterator[Deed]:
        """Yield what an entry does to racks; words and weather do nothing at once."""
        what = due.entry.what
        if isinstance(what, Turn):
            self._telling.turned(what, due.at_s)
        elif isinstance(what, Say):
            self._said.add(due.at_s, what.text)
        else:
            yield from self._deeds(what, due.times)

    def _deeds(self, what: Move, times: int) -> Iterator[Deed]:
        if isinstance(what, Cue):
            level = what.levels[times % len(what.levels)]
            for place in what.places:
                yield self._kept(what.rack, SetLevel(place, level, what.fade_s))
        elif isinstance(what, PlugIn):
            yield from self._plugs(what.rack, what.places, what.load, what.count, what.level)
        elif isinstance(what, PullOut):
            for place in what.places:
                yield self._kept(what.rack, Plug(place, None))
        else:
            for action in done(self._plants[what.rack], what.word, what.document):
                yield self._kept(what.rack, action)

    def _kept(self, rack: int, action: Action) -> Deed:
        """Note what hangs where, and at which level, for whoever gives a place back."""
        if isinstance(action, Plug):
            self._hangs[rack, action.place] = (action.load, 1.0)
        elif isinstance(action, SetLevel):
            load, _ = self._hangs.get((rack, action.place), (None, 1.0))
            self._hangs[rack, action.place] = (load, action.value)
        return rack, action
