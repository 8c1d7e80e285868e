"""When somebody asked: the moment from which ages are counted and labels are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from stagewatt.state.held import Held


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody asked: monotonic, and as a label the wall clock where it is trusted.

    `boots` are the starts of nodes whose instants stand on this clock.
    """

    now_ns: int
    wall_s: float | None
    boots: tuple[str, ...] = ("",)

    def there(self, held: Held) -> Moment:
        """Return the same moment on the clock of a rack's picture.

        A picture of another node carries instants of that node's start, and what this node itself
        noted of it: both on the same clock.
        """
        now_ns = held.there_ns(self.now_ns)
        return Moment(now_ns, self.wall_s, (*self.boots, held.view.boot_id))

    def counted(self, at_ns: int, boot_id: str) -> int | None:
        """Return an instant, None where it is one of an earlier start: no age can be counted."""
        return at_ns if boot_id in self.boots else None

    def age_s(self, at_ns: int | None) -> float | None:
        """Seconds since an instant, in milliseconds' steps; None for never."""
        return None if at_ns is None else max(0, self.now_ns - at_ns) // 1_000_000 / 1000

    def label(self, at_ns: int | None) -> str | None:
        """Return an instant as wall time, None while the clock is unset."""
        if at_ns is None or self.wall_s is None:
            return None
        return stamp(self.wall_s - (self.now_ns - at_ns) / 1e9)


def stamp(wall_s: float | None) -> str | None:
    """Return seconds since 1970 as RFC 3339 UTC; None for none, and for no year of ours."""
    if wall_s is None:
        return None
    try:
        at = datetime.fromtimestamp(wall_s, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):
        return None  # a label that another node or a damaged document made up
    return at.replace("+00:00", "Z")
