from __future__ import annotations

import socket
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.http.hosts import Hosts, host_and_port
from stagewatt.http.rate import RateLimit


@dataclass
class Time:
    s: float = 0.0

    def __call__(self) -> float:
        return self.s


def test_a_burst_then_a_steady_rate() -> None:
    time = Time()
    limit = RateLimit(time, burst=3, per_s=2.0)
    assert [limit.wait_s("a") for _ in range(3)] == [0, 0, 0]
    assert limit.wait_s("a") == pytest.approx(0.5)
    time.s += 0.5
    assert limit.wait_s("a") == 0
    assert limit.wait_s("a") > 0
    time.s += 1000
    assert [limit.wait_s("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_addresses_do_not_share() -> None:
    limit = RateLimit(Time(), burst=1)
    assert limit.wait_s("10.0.0.1") == 0
    assert limit.wait_s("10.0.0.2") == 0
    assert limit.wait_s("10.0.0.1") > 0


def test_one_host_with_many_ipv6_addresses_is_one() -> None:
    limit = RateLimit(Time(), burst=1)
    assert limit.wait_s("fe80::1%eth0") == 0
    assert limit.wait_s("fe80::2%eth0") > 0
    assert limit.wait_s("2001:db8::1") == 0
    assert limit.wait_s("") == 0, "a client without an address has a bucket as well"
    assert limit.wait_s("") > 0


def test_memory_is_bounded() -> None:
    limit = RateLimit(Time(), burst=1, addresses=10)
    for number in range(1000):
        limit.wait_s(f"10.0.{number // 250}.{number % 250}")
    assert len(limit._buckets) == 10


@given(steps=st.lists(st.floats(0, 3), max_size=60))
def test_never_more_than_the_rate_allows(steps: list[float]) -> None:
    time = Time()
    limit = RateLimit(time, burst=4, per_s=2.0)
    allowed = 0
    for step in steps:
        time.s += step
        allowed += limit.wait_s("a") == 0
        assert allowed <= 4 + 2.0 * time.s + 1e-6


def test_retry_after_is_whole_seconds() -> None:
    limit = RateLimit(Time())
    assert [limit.retry_after_s(wait) for wait in (0.01, 1.0, 1.2)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Rack.Local:80", ("rack.local", 80)),
        ("[2001:DB8::1]:80", ("2001:db8::1", 80)),
        ("10.0.0.1", ("10.0.0.1", None)),
        ("a_b", ("a_b", None)),
        ("::1", None),
        ("rack:", None),
        ("rack:123456", None),
        ("ra\nck", None),
        ("a" * 254, None),
    ],
)
def test_host_headers(header: str, found: tuple[str, int | None] | None) -> None:
    assert host_and_port(header) == found


@pytest.mark.parametrize(
    ("host", "reached", "allowed"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("fe80::1", "fe80::1%eth0", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.7", None, False),
        ("192.0.2.7", "testserver", False),
        ("192.0.2.99", "192.0.2.7", True),
        ("::1", None, True),
        ("localhost", None, True),
        ("localhost.evil.example", None, False),
    ],
)
def test_addresses_as_hosts(host: str, reached: str | None, allowed: bool) -> None:
    assert Hosts(["192.0.2.99"]).allows(host, reached) is allowed


def test_this_machine_s_own_name_counts() -> None:
    assert Hosts().allows(socket.gethostname(), None)
