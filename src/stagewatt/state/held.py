"""A rack's picture as the store holds it, and how to count its ages on this node's clock."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.view import RackView


@dataclass(frozen=True, slots=True)
class Held:
    """The newest picture of a rack.

    `via` names the node that passed it on, None for a rack of this node. `received_ns` is this
    node's monotonic clock when it came.
    """

    view: RackView
    via: str | None
    received_ns: int

    def there_ns(self, now_ns: int) -> int:
        """Return now on the clock of the node that judged the rack.

        Marks and alarms carry that clock. The time the picture took to come here is not
        counted: an age is too young by at most that.
        """
        return self.view.at_ns + now_ns - self.received_ns

    def age_s(self, now_ns: int) -> float | None:
        """Seconds since any device of the rack answered, None when none ever did."""
        heard_ns = self.view.last_heard_ns
        return None if heard_ns is None else max(0, self.there_ns(now_ns) - heard_ns) / 1e9
