"""The network profiles: read as their programs read them, and run where these are installed."""

from __future__ import annotations

import configparser
import contextlib
import os
import shutil
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROFILES = Path(__file__).resolve().parents[2] / "deploy" / "network"
NETWORKD = Path("/lib/systemd/systemd-networkd")
SERVER = Path(__file__).with_name("dhcp.py")
LEASE_S = 6

# What keeps a daemon off the rest of this machine: folders of its own under /run, and no udev,
# which it would wait for.
RUN_NETWORKD = f"""
set -e
mount -t tmpfs none /run
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/network
chown -R systemd-network /run/systemd/netif
grep -v ^Kind= "$1" > /run/systemd/network/20-stagewatt.network
mount -o remount,ro /sys
exec {NETWORKD}
"""
RUN_DHCPCD = """
set -e
mount -t tmpfs none /run
mount -t tmpfs none /var/lib
mkdir -p /run/dhcpcd /var/lib/dhcpcd
exec dhcpcd -B -f "$1" eth0
"""

_numbers = count()


def test_networkd_asks_for_an_address_and_chooses_one_where_none_comes() -> None:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign] # keys are case-sensitive
    parser.read(PROFILES / "20-stagewatt.network")
    assert parser["Match"]["Type"] == "ether"
    # The man page: IPv4 link-local "when DHCPv4 has been unsuccessful for some time", IPv6 always.
    assert (parser["Network"]["DHCP"], parser["Network"]["LinkLocalAddressing"]) == ("yes", "yes")
    assert parser["Link"]["RequiredForOnline"] == "no"


def test_networkmanager_never_gives_up_asking_and_has_an_address_meanwhile() -> None:
    parser = configparser.RawConfigParser()
    parser.read(PROFILES / "stagewatt.nmconnection")
    assert (parser["connection"]["type"], parser["ipv4"]["method"]) == ("ethernet", "auto")
    assert parser["connection"]["autoconnect-retries"] == "0"
    # libnm: NM_SETTING_IP4_LL_ENABLED is 3; 2147483647 is "infinity".
    assert parser["ipv4"]["link-local"] == "3"
    assert parser["ipv4"]["dhcp-timeout"] == "2147483647"
    assert parser["ipv6"]["method"] == "auto"


def test_networkmanager_takes_the_profile(tmp_path: Path) -> None:
    nmcli = shutil.which("nmcli")
    if nmcli is None:
        pytest.skip("left out: no nmcli")
    profile = (PROFILES / "stagewatt.nmconnection").read_text()
    read = subprocess.run(
        [nmcli, "--offline", "connection", "modify", "connection.zone", ""],
        input=profile,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "link-local=3" in read.stdout


def test_dhcpcd_keeps_its_own_fallback() -> None:
    lines = (PROFILES / "dhcpcd.conf").read_text().splitlines()
    assert "interface eth0" in lines
    assert not [line for line in lines if line.startswith("noipv4ll")]


class Cable:
    """Two hosts on one cable: the node, and one that may serve DHCP."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        tag = f"sw{os.getpid():x}d{next(_numbers)}"
        self.node, self.other = f"{tag}n", f"{tag}o"
        self._stack = stack
        for space in (self.node, self.other):
            stack.callback(ip, "netns", "del", space, check=False)
            ip("netns", "add", space)
        ends = ("type", "veth", "peer", "name", "eth0", "netns", self.other)
        ip("link", "add", "eth0", "netns", self.node, *ends)
        ip("-n", self.other, "addr", "add", "10.77.0.1/24", "dev", "eth0")
        ip("-n", self.other, "link", "set", "eth0", "up")
        ip("-n", self.node, "link", "set", "lo", "up")

    def start(self, space: str, *argv: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            ["ip", "netns", "exec", space, *argv],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._stack.callback(end, process)
        return process

    def daemon(self, script: str, profile: str) -> None:
        path = str(PROFILES / profile)
        self.start(self.node, "unshare", "-m", "sh", "-c", script, "sh", path)

    def serve(self) -> subprocess.Popen[bytes]:
        return self.start(self.other, sys.executable, str(SERVER), "eth0", str(LEASE_S))

    def has(self, start: str, within_s: float) -> str:
        """Wait until the node's only IPv4 address begins so."""
        until = time.monotonic() + within_s
        while True:
            said = ip("-n", self.node, "-4", "-o", "addr", "show", "dev", "eth0").split()
            found = [said[at + 1] for at, word in enumerate(said) if word == "inet"]
            if len(found) == 1 and found[0].startswith(start):
                return found[0]
            if time.monotonic() > until:
                pytest.fail(f"no {start}... within {within_s} s, but {found}")
            time.sleep(0.1)


def ip(*words: str, check: bool = True) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=check, timeout=20)
    return done.stdout


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@pytest.fixture
def cable() -> Iterator[Callable[[], Cable]]:
    """Lay cables; all is gone after the test."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("left out: needs root and `ip`")
    with contextlib.ExitStack() as stack:
        yield lambda: Cable(stack)


def needs(program: Path | str) -> None:
    if shutil.which(str(program)) is None:
        pytest.skip(f"left out: no {program}")


@pytest.mark.netns
def test_networkd_takes_the_servers_address_or_one_of_its_own(cable: Callable[[], Cable]) -> None:
    needs(NETWORKD)
    served, alone = cable(), cable()
    served.serve()
    for each in (served, alone):
        each.daemon(RUN_NETWORKD, "20-stagewatt.network")
    served.has("10.77.0.50/24", 15)
    alone.has("169.254.", 30)


@pytest.mark.netns
@pytest.mark.long
@pytest.mark.parametrize(
    ("program", "script", "profile"),
    [
        (NETWORKD, RUN_NETWORKD, "20-stagewatt.network"),
        ("dhcpcd", RUN_DHCPCD, "dhcpcd.conf"),
    ],
    ids=["networkd", "dhcpcd"],
)
def test_from_a_server_to_none_and_back(
    cable: Callable[[], Cable], program: Path | str, script: str, profile: str
) -> None:
    needs(program)
    here = cable()
    server = here.serve()
    here.daemon(script, profile)
    here.has("10.77.0.50/24", 20)
    end(server)
    here.has("169.254.", 90)
    here.serve()
    here.has("10.77.0.50/24", 150)
