"""Token buckets per client address: a person changes a few things, a program may not flood."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float


class RateLimit:
    """Allows `burst` changes at once and `per_s` in the long run, for each client address."""

    def __init__(
        self,
        clock_s: Callable[[], float],
        *,
        burst: int = 30,
        per_s: float = 10.0,
        addresses: int = 1024,
    ) -> None:
        """Take a monotonic clock in seconds; `addresses` bounds the memory."""
        self._clock_s = clock_s
        self._burst = burst
        self._per_s = per_s
        self._addresses = addresses
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Take one token: return 0 when there was one, else the seconds until there is."""
        now_s = self._clock_s()
        bucket = self._bucket(_client(address), now_s)
        bucket.tokens = min(self._burst, bucket.tokens + (now_s - bucket.at_s) * self._per_s)
        bucket.at_s = now_s
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self._per_s

    def retry_after_s(self, wait_s: float) -> int:
        """Return whole seconds for a Retry-After header, at least 1."""
        return max(1, math.ceil(wait_s))

    def _bucket(self, client: str, now_s: float) -> _Bucket:
        bucket = self._buckets.pop(client, None) or _Bucket(self._burst, now_s)
        self._buckets[client] = bucket
        if len(self._buckets) > self._addresses:
            self._buckets.popitem(last=False)
        return bucket


def _client(address: str) -> str:
    """Return whom a bucket is for: an IPv4 address, or the /64 that one IPv6 host owns."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
