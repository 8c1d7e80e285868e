"""What is due when: each entry of a timeline once or again and again, in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stagewatt.twin.scenario.script import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An entry that is due at a time of the timeline; `times` counts its repetitions from 0."""

    at_ns: int
    entry: Entry
    times: int

    @property
    def at_s(self) -> float:
        """The same in seconds."""
        return self.at_ns / 1e9


class Agenda:
    """Hands out what is due, each once; of two at one time the one that was written first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Begin before the first of them."""
        self._added = 0
        self._heap: list[tuple[int, int, Due]] = []
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Let something more happen, as if it had been written last."""
        due = Due(at_ns=round(entry.at_s * 1e9), entry=entry, times=0)
        heapq.heappush(self._heap, (due.at_ns, self._added, due))
        self._added += 1

    def until(self, t_ns: int) -> Iterator[Due]:
        """Yield what is due up to a time, each repetition of it."""
        while self._heap and self._heap[0][0] <= t_ns:
            _, number, due = heapq.heappop(self._heap)
            self._again(number, due)
            yield due

    def skipped(self, t_ns: int) -> Iterator[Due]:
        """Yield what is due up to a time; of what repeats only the last time."""
        waiting, self._heap = self._heap, []
        last: list[tuple[int, int, Due]] = []
        for at_ns, number, due in waiting:
            if at_ns > t_ns:
                heapq.heappush(self._heap, (at_ns, number, due))
                continue
            newest = _last(due, t_ns)
            last.append((newest.at_ns, number, newest))
            self._again(number, newest)
        for _, _, due in sorted(last, key=lambda each: each[:2]):
            yield due

    def coming(self, count: int) -> list[Due]:
        """Return what is next, of what repeats the next time only."""
        return [due for _, _, due in heapq.nsmallest(count, self._heap)]

    def _again(self, number: int, due: Due) -> None:
        every_s = due.entry.every_s
        if every_s is None:
            return
        at_ns = due.at_ns + round(every_s * 1e9)
        if at_ns <= round(due.entry.until_s * 1e9):
            again = Due(at_ns=at_ns, entry=due.entry, times=due.times + 1)
            heapq.heappush(self._heap, (at_ns, number, again))


def _last(due: Due, t_ns: int) -> Due:
    """Return the last repetition up to a time."""
    if due.entry.every_s is None:
        return due
    every_ns = round(due.entry.every_s * 1e9)
    more = (min(t_ns, round(due.entry.until_s * 1e9)) - due.at_ns) // every_ns
    return Due(at_ns=due.at_ns + more * every_ns, entry=due.entry, times=due.times + more)
