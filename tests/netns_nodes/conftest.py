"""Fixtures: a town of three nodes that the tests share, and towns of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.end_to_end.tails import pytest_runtest_makereport, pytest_runtest_setup
from tests.netns_nodes.town import HostNode, HostTwin, Town, shown

__all__ = ["pytest_runtest_makereport", "pytest_runtest_setup"]  # hooks


@pytest.fixture
def make_town(tmp_path: Path) -> Iterator[Callable[[], Town]]:
    """Make towns that are gone after the test."""
    with ExitStack() as stack:

        def made() -> Town:
            town = Town(tmp_path)
            stack.callback(town.close)
            return town

        yield made


@dataclass
class Trio:
    """The nodes of two racks and a viewer, on two switches that are joined: `left` is on `s`.

    There is room for guests: `near` on `s`, `far` on `t`. All have an address of their own making,
    too, as has whoever stands beside a DHCP server that comes and goes.
    """

    town: Town
    first: HostTwin
    second: HostTwin
    left: HostNode
    right: HostNode
    foh: HostNode
    found_s: float

    @property
    def nodes(self) -> tuple[HostNode, HostNode, HostNode]:
        """All three."""
        return self.left, self.right, self.foh

    @property
    def racks(self) -> tuple[str, str]:
        """Both."""
        return self.first.rack, self.second.rack

    def settled(self) -> None:
        """Wait until each shows everything."""
        shown(*self.nodes, racks=self.racks)


HOSTS = (("left", "s"), ("near", "s"), ("right", "t"), ("foh", "t"), ("far", "t"))


@pytest.fixture(scope="session")
def one_trio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trio]:
    """The town that the tests share."""
    town = Town(tmp_path_factory.mktemp("town"))
    try:
        for switch in "st":
            town.net.switch(switch)
        town.net.join("s", "t")
        for number, (host, switch) in enumerate(HOSTS, start=1):
            town.net.host(host, switch, f"10.0.0.{number}/24")
            if host != "right":
                own = f"169.254.1.{number}/16"
                town.net.run(host, "ip", "addr", "add", own, "dev", f"e-{switch}")
        first = town.twin("left", "smartpdu-36", "AE0000000001")
        second = town.twin("right", "c24-soca", "AE0000000002")
        left, right = town.node("left", first), town.node("right", second)
        foh = town.node("foh")
        town.start(first, second, left, right, foh)
        found_s = shown(left, right, foh, racks=(first.rack, second.rack))
        yield Trio(town, first, second, left, right, foh, found_s)
    finally:
        town.close()


@pytest.fixture
def trio(one_trio: Trio) -> Trio:
    """The shared town with all its nodes in sight of each other; each test leaves it so."""
    one_trio.settled()
    return one_trio
