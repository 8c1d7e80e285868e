"""How often names are answered: enough for a room full of people, too little for a flood."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

SECOND_NS = 1_000_000_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_ns: int

    def take(self, now_ns: int, per_s: float, burst: float) -> bool:
        gained = (now_ns - self.at_ns) * per_s / SECOND_NS
        self.tokens = min(burst, self.tokens + gained)
        self.at_ns = now_ns
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class AnswerRate:
    """Allows each asker `per_s` answers a second and all together five times that.

    Bursts of four seconds' worth are allowed. At most `askers` are remembered.
    """

    def __init__(self, *, per_s: float = 10.0, askers: int = 256) -> None:
        """Begin with full allowance."""
        self._per_s = per_s
        self._most = askers
        self._askers: OrderedDict[str, _Bucket] = OrderedDict()
        self._all: _Bucket | None = None

    def allows(self, asker: str, now_ns: int) -> bool:
        """Tell whether one more packet may be answered, and count it."""
        own = self._askers.pop(asker, None) or _Bucket(4 * self._per_s, now_ns)
        self._askers[asker] = own
        if len(self._askers) > self._most:
            self._askers.popitem(last=False)
        if self._all is None:
            self._all = _Bucket(20 * self._per_s, now_ns)
        if not own.take(now_ns, self._per_s, 4 * self._per_s):
            return False
        return self._all.take(now_ns, 5 * self._per_s, 20 * self._per_s)
