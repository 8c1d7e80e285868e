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
        """Return now on the clock that the picture's marks and alarms carry.

        `at_ns` is the publisher's now on that clock, so that nothing is counted twice. Who passes
        on a rack of another node translates its instants to this node's clock and publishes with
        `at_ns` its own now, also when it shows an old picture again: then this is now itself.
        """
        return self.view.at_ns + now_ns - self.received_ns

    def age_s(self, now_ns: int) -> float | None:
        """Seconds since any device of the rack answered, None when none ever did."""
        heard_ns = self.view.last_heard_ns
        return None if heard_ns is None else max(0, self.there_ns(now_ns) - heard_ns) / 1e9
