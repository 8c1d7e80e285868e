"""The board's contacts: what they show, how often they changed and when, and which moved first."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.reading import Contact, ContactId

ORDER = (
    ContactId.E_STOP,
    ContactId.NEUTRAL_RELAY,
    ContactId.MAIN_TRIPPED,
    ContactId.MAIN_ON,
)
"""What moves first when several move within one step: the cause before its effect."""
_MAIN_ON = ORDER.index(ContactId.MAIN_ON)
BEFORE_NS = 200_000_000
"""What moved so long before the main did was not its cause (rack-io/1, first-out latch)."""


@dataclass(frozen=True, slots=True)
class Sensed:
    """One contact as the board remembers it since it started."""

    active: bool
    changes: int
    at_ns: int

    def seen(self, active: bool, now_ns: int) -> Sensed:  # noqa: FBT001 - a contact is a truth
        """Return the contact after one more look."""
        if active is self.active:
            return self
        return Sensed(active, self.changes + 1 & 0xFFFF, now_ns)

    def sample(self, now_ns: int) -> Contact:
        """Return it as the board reports it."""
        return Contact(self.active, self.changes, (now_ns - self.at_ns) // 1_000_000)


@dataclass(frozen=True, slots=True)
class Contacts:
    """All four in `ORDER`, and the first-out latch."""

    sensed: tuple[Sensed, ...]
    first_out: ContactId | None = None

    @classmethod
    def fresh(cls, active: tuple[bool, ...], now_ns: int) -> Contacts:
        """Begin as a board does that was just switched on: it knows no past."""
        return cls(tuple(Sensed(each, 0, now_ns) for each in active))

    def seen(self, active: tuple[bool, ...], now_ns: int) -> Contacts:
        """Return the contacts after one more look at all of them."""
        if active == tuple(each.active for each in self.sensed):
            return self
        sensed = tuple(s.seen(a, now_ns) for s, a in zip(self.sensed, active, strict=True))
        return Contacts(sensed, self._first_out(sensed, now_ns))

    def _first_out(self, sensed: tuple[Sensed, ...], now_ns: int) -> ContactId | None:
        """Latch what moved first when the main went from ON; a main that goes on clears it."""
        was_on, is_on = self.sensed[_MAIN_ON].active, sensed[_MAIN_ON].active
        if is_on == was_on:
            return self.first_out
        if is_on:
            return None
        recent = [
            (each.at_ns, at)
            for at, each in enumerate(sensed[:_MAIN_ON])
            if each.active and now_ns - each.at_ns <= BEFORE_NS
        ]
        return ORDER[min(recent)[1]] if recent else ContactId.MAIN_ON
