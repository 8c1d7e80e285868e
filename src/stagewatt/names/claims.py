"""Which of the wished names are held, and which the network must be asked for first.

The same for every way: a name is asked for three times, 250 ms apart. When somebody else turns out
to have it, the next number is tried. Times as in RFC 6762, section 8.1, and RFC 1002, 5.1.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stagewatt.names.host_names import numbered

ASKS = 3
STEP_NS = 250_000_000
PATIENT_FROM = 10
"""From this number on somebody plays with us, or there are many: go slowly."""
PATIENT_NS = 60_000_000_000


@dataclass(slots=True)
class _Claim:
    base: str
    due_ns: int | None
    number: int = 1
    asked: int = 0
    held: bool = False

    @property
    def name(self) -> str:
        return numbered(self.base, self.number)


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now: names to ask the network for, and names that nobody else has."""

    ask: tuple[str, ...] = ()
    won: tuple[str, ...] = ()


class Claims:
    """The names of one way; every instant is given as monotonic nanoseconds."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """Take a source of numbers from 0 to 1: nodes powered together must not ask in step."""
        self._chance = chance
        self._claims: dict[str, _Claim] = {}

    @property
    def held(self) -> tuple[str, ...]:
        """The names that are ours, in the order of the wishes."""
        return tuple(claim.name for claim in self._claims.values() if claim.held)

    @property
    def tentative(self) -> tuple[str, ...]:
        """The names that are being asked for."""
        return tuple(c.name for c in self._claims.values() if c.due_ns is not None)

    @property
    def due_ns(self) -> int | None:
        """When `tick` has something to do, None when it never has."""
        return min((c.due_ns for c in self._claims.values() if c.due_ns is not None), default=None)

    def base_of(self, name: str) -> str | None:
        """Return the wish that a name stands for, None for a name that is not ours."""
        claim = self._find(name)
        return None if claim is None else claim.base

    def wish(self, bases: Iterable[str], now_ns: int) -> None:
        """Take the names wanted now; what was reached for those wanted before stays."""
        before = self._claims
        self._claims = {
            base: before.get(base) or _Claim(base, self._soon(now_ns)) for base in bases
        }

    def again(self, now_ns: int, names: Iterable[str] | None = None) -> None:
        """Ask the network anew for these names, or for all; what is held stays held meanwhile."""
        wanted = None if names is None else {name.lower() for name in names}
        for claim in self._claims.values():
            if wanted is None or claim.name.lower() in wanted:
                claim.asked = 0
                claim.due_ns = self._soon(now_ns)

    def lost(self, name: str, now_ns: int) -> bool:
        """Take that somebody else has a name; False when it is none of ours."""
        claim = self._find(name)
        if claim is None:
            return False
        others = {c.name.lower() for c in self._claims.values() if c is not claim}
        claim.number += 1
        while claim.name.lower() in others:
            claim.number += 1
        claim.held, claim.asked = False, 0
        # Two that lose to each other must not go on in step: the wait is up to one round of asks.
        wait_ns = STEP_NS + int(self._chance() * (ASKS + 1) * STEP_NS)
        claim.due_ns = now_ns + (PATIENT_NS if claim.number > PATIENT_FROM else wait_ns)
        return True

    def tick(self, now_ns: int) -> Step:
        """Return what is due."""
        ask, won = [], []
        for claim in self._claims.values():
            if claim.due_ns is None or claim.due_ns > now_ns:
                continue
            if claim.asked < ASKS:
                claim.asked += 1
                claim.due_ns = now_ns + STEP_NS
                ask.append(claim.name)
            else:
                claim.due_ns = None
                if not claim.held:
                    claim.held = True
                    won.append(claim.name)
        return Step(tuple(ask), tuple(won))

    def _find(self, name: str) -> _Claim | None:
        small = name.lower()
        return next((c for c in self._claims.values() if c.name.lower() == small), None)

    def _soon(self, now_ns: int) -> int:
        return now_ns + int(self._chance() * STEP_NS)
