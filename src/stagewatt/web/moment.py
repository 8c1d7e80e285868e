"""When somebody asked: the moment from which ages are counted and labels are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from stagewatt.state.held import Held


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody asked: monotonic, and as a label the wall clock where it is trusted."""

    now_ns: int
    wall_s: float | None

    def there(self, held: Held) -> Moment:
        """Return the same moment on the clock of a rack's node."""
        return Moment(held.there_ns(self.now_ns), self.wall_s)

    def age_s(self, at_ns: int | None) -> float | None:
        """Seconds since an instant, in milliseconds' steps; None for never."""
        return None if at_ns is None else max(0, self.now_ns - at_ns) // 1_000_000 / 1000

    def label(self, at_ns: int | None) -> str | None:
        """Return an instant as wall time, None while the clock is unset."""
        if at_ns is None or self.wall_s is None:
            return None
        at_s = self.wall_s - (self.now_ns - at_ns) / 1e9
        at = datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
        return at.replace("+00:00", "Z")
