"""Who keeps a name that two hosts announce by mDNS, decided alike on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stagewatt.names.claims import Claims, Step

DEFEND_NS = 1_500_000_000
"""How long after a conflict the winner announces its name anew: the loser has then let go of it."""

FORMER_NS = 120_000_000_000
"""How long our own former addresses may still be told by others: the life of an address record."""

Records = frozenset[tuple[int, bytes]]
"""Address records of a name: their types (1 for A, 28 for AAAA) and data."""


def keeps(mine: Records, theirs: Records) -> bool:
    """Tell whether my records outrank theirs: those later in order win (RFC 6762, 8.2).

    Where both announce one address (a container's bridge), neither may: then chance parts them.
    """
    return sorted(mine) > sorted(theirs)


class MdnsNames:
    """The claims of one node; times are monotonic nanoseconds."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """Take a source of numbers from 0 to 1 for the waiting times."""
        self._claims = Claims(chance)
        self._mine: Records = frozenset()
        self._former: dict[tuple[int, bytes], int] = {}
        self._defend_ns: dict[str, int] = {}

    @property
    def held(self) -> tuple[str, ...]:
        """The names that are ours."""
        return self._claims.held

    @property
    def asked(self) -> tuple[str, ...]:
        """The names that are being asked for."""
        return self._claims.tentative

    @property
    def due_ns(self) -> int | None:
        """When `tick` has something to do."""
        times = [*self._defend_ns.values()]
        if self._claims.due_ns is not None:
            times.append(self._claims.due_ns)
        return min(times, default=None)

    def held_for(self, base: str) -> str | None:
        """Return the name that is held for a wish, None while there is none."""
        return next((name for name in self.held if self.base_of(name) == base), None)

    def base_of(self, name: str) -> str | None:
        """Return the wish that a name stands for."""
        return self._claims.base_of(name)

    def wish(self, bases: Iterable[str], mine: Records, now_ns: int) -> None:
        """Take the wished names and our records; other addresses make all names asked for anew."""
        self._claims.wish(bases, now_ns)
        if mine != self._mine:
            former = {record: until for record, until in self._former.items() if until > now_ns}
            self._former = former | dict.fromkeys(self._mine, now_ns + FORMER_NS)
            self._mine = mine
            self._claims.again(now_ns)

    def strange(self, records: Iterable[tuple[int, bytes]]) -> bool:
        """Tell whether records hold an address that is not, and was not lately, ours."""
        return any(each not in self._mine and each not in self._former for each in records)

    def heard(self, name: str, records: Records, now_ns: int) -> None:
        """Take the addresses that are announced for a name, ours among them."""
        past = {record for record, until in self._former.items() if until > now_ns}
        theirs = records - self._mine - past
        known = {each.lower(): each for each in (*self._claims.held, *self._claims.tentative)}
        own = known.get(name.lower())
        if own is None or not theirs:
            return
        if own in self._claims.held and keeps(self._mine, theirs):
            self._defend_ns.setdefault(own, now_ns + DEFEND_NS)
        else:
            self._defend_ns.pop(own, None)
            self._claims.lost(own, now_ns)

    def tick(self, now_ns: int) -> tuple[Step, tuple[str, ...]]:
        """Return what is due, and the names to be announced anew."""
        due = tuple(name for name, at_ns in self._defend_ns.items() if at_ns <= now_ns)
        for name in due:
            del self._defend_ns[name]
        held = set(self._claims.held)
        return self._claims.tick(now_ns), tuple(name for name in due if name in held)
