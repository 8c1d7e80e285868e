"""How far apart messages of one kind are: at once after a calm, ever further while they go on."""

from __future__ import annotations


class Pace:
    """From `least_ns` apart to `most_ns`, doubled whenever the next one follows soon.

    A node in trouble, whose devices come and go, would else load the whole site with it.
    """

    def __init__(self, least_ns: int, most_ns: int, now_ns: int) -> None:
        """Begin calm: one may be said at once."""
        self._least_ns, self._most_ns = least_ns, most_ns
        self._gap_ns = least_ns
        self._said_ns = now_ns - 2 * most_ns

    def allows(self, now_ns: int) -> bool:
        """Return whether one may be said now."""
        return now_ns - self._said_ns >= self._gap_ns

    def said(self, now_ns: int) -> None:
        """Take that one is said now."""
        soon = now_ns - self._said_ns < 2 * self._gap_ns
        self._gap_ns = min(self._most_ns, 2 * self._gap_ns) if soon else self._least_ns
        self._said_ns = now_ns
