"""What the stream sends about a rack or the fleet: encoded once per publish, when first asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

from stagewatt.domain.ports import Clock
from stagewatt.domain.view import RackView
from stagewatt.state.held import Held
from stagewatt.web.encode import RackEncoder, fleet_frame
from stagewatt.web.source import Source
from stagewatt.web.wall import WallEncoder, plain

Form = Literal["bin", "json"]

FRESH_NS = 50_000_000
"""For so long one encoding serves everybody; after it the ages in it would be wrong."""


class Topic(Protocol):
    """Something to subscribe to."""

    number: int

    def encoded(self, form: Form) -> bytes | str | None:
        """Return the newest frame, or JSON text; None while there is nothing to tell."""


class _Encoded:
    """Remembers the encodings of one publish."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[Form, tuple[int, bytes | str]] = {}

    def forget(self) -> None:
        self._kept.clear()

    def get(self, form: Form) -> bytes | str | None:
        kept = self._kept.get(form)
        if kept is None or self._clock.now_ns() - kept[0] > FRESH_NS:
            return None
        return kept[1]

    def keep(self, form: Form, encoded: bytes | str) -> bytes | str:
        self._kept[form] = (self._clock.now_ns(), encoded)
        return encoded


class RackTopic:
    """`rack/ID`: every snapshot of one rack."""

    def __init__(self, name: str, number: int, source: Source) -> None:
        """Take the topic's name and its number in binary frames."""
        self.number = number
        self._name = name
        self._source = source
        self._encoder = RackEncoder(number)
        self._encoded = _Encoded(source.clock)
        self._held: Held | None = None

    def show(self, held: Held | None) -> None:
        """Take the newest picture; None when the rack was forgotten."""
        self._held = held
        self._encoded.forget()

    def encoded(self, form: Form) -> bytes | str | None:
        """Return the newest frame, or JSON text."""
        held = self._held
        if held is None:
            return None
        return self._encoded.get(form) or self._encoded.keep(form, self._encode(form, held))

    def _encode(self, form: Form, held: Held) -> bytes | str:
        if form == "bin":
            now_ns = self._source.clock.now_ns()
            return self._encoder.encode(held.view, held.there_ns(now_ns), sent_ns=now_ns)
        data = self._source.rack(held)
        return _text({"type": "snapshot", "topic": self._name, "seq": held.view.seq, "data": data})


class FleetTopic:
    """`fleet`: the list of all racks, twice a second and whenever a state changes."""

    number = 1

    def __init__(self, source: Source) -> None:
        """Start with no rack but those that the node was told of."""
        self._source = source
        self._encoded = _Encoded(source.clock)
        self._racks: dict[str, Held] = {}
        self._seq = 0

    @property
    def order(self) -> tuple[str, ...]:
        """The racks in the order in which they stand in a frame."""
        return tuple(self._racks)

    @property
    def racks(self) -> Iterable[Held]:
        """The newest pictures, in that order."""
        return self._racks.values()

    @property
    def seq(self) -> int:
        """The number of this state of the list."""
        return self._seq

    def reset(self, racks: tuple[Held, ...]) -> None:
        """Take the whole list anew."""
        self._racks = {held.view.rack: held for held in racks}
        self._moved()

    def show(self, held: Held) -> bool:
        """Take the newest picture of a rack; return whether a state in it changed."""
        before = self._racks.get(held.view.rack)
        self._racks[held.view.rack] = held
        self._moved()
        return before is None or _state(before.view) != _state(held.view)

    def _moved(self) -> None:
        self._seq += 1
        self._encoded.forget()

    def encoded(self, form: Form) -> bytes | str:
        """Return the newest frame, or JSON text; one without rows when there is no rack."""
        return self._encoded.get(form) or self._encoded.keep(form, self._encode(form))

    def _encode(self, form: Form) -> bytes | str:
        if form == "bin":
            now_ns = self._source.clock.now_ns()
            racks = [(held.view, held.there_ns(now_ns)) for held in self._racks.values()]
            return fleet_frame(self.number, self._seq, now_ns, racks)
        data = self._source.racks(self._racks.values())
        return _text({"type": "snapshot", "topic": "fleet", "seq": self._seq, "data": data})


class WallTopic:
    """`wall`: all ways of all racks in the fleet's order, twice a second."""

    number = 0

    def __init__(self, source: Source, fleet: FleetTopic) -> None:
        """Take the fleet, whose pictures it shows."""
        self._fleet = fleet
        self._clock = source.clock
        self._encoder = WallEncoder(self.number)
        self._encoded = _Encoded(source.clock)
        self._of = -1

    def encoded(self, form: Form) -> bytes | str:
        """Return the newest frame, or JSON text."""
        if self._of != self._fleet.seq:
            self._of = self._fleet.seq
            self._encoded.forget()
        return self._encoded.get(form) or self._encoded.keep(form, self._encode(form))

    def _encode(self, form: Form) -> bytes | str:
        views = (held.view for held in self._fleet.racks)
        if form == "bin":
            return self._encoder.encode(views, seq=self._of, sent_ns=self._clock.now_ns())
        data = {"racks": [plain(view) for view in views]}
        return _text({"type": "snapshot", "topic": "wall", "seq": self._of, "data": data})


def _text(message: dict[str, object]) -> str:
    return msgspec.json.encode(message).decode()


def _state(view: RackView) -> tuple[object, ...]:
    """Return what a list must show at once, unlike digits."""
    return (
        view.online,
        view.warning,
        view.main_breaker.state,
        view.main_breaker.cause,
        view.contacts.e_stop,
        view.contacts.neutral_relay,
        view.mains.mark.quality,
        view.contacts.mark.quality,
        tuple(alarm.ack is None for alarm in view.alarms),
    )
