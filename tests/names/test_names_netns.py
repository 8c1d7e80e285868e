"""Names as others see them: avahi, nmblookup and plain questions from a second host."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.netns.net import Net

TOOLS = ("avahi-daemon", "avahi-browse", "avahi-resolve", "nmblookup", "dbus-daemon")
pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in TOOLS),
        reason="needs avahi-daemon, avahi-utils, samba-common-bin and dbus",
    ),
]

HERE = Path(__file__).parent
RACK, OTHER = "smartPDU123456", "C24-000017"
BUS = """<busconfig><type>custom</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy>
</busconfig>"""
HOLD_137 = "import socket; s = socket.socket(2, 2); s.bind(('', 137)); print(flush=True); input()"


class Announcer:
    """A process that announces names on a host; `status` is what it said last, by way."""

    def __init__(self, net: Net, host: str, *names: str) -> None:
        argv = [sys.executable, str(HERE / "announcer.py"), *names]
        self.process = net.start(host, argv, stdout=subprocess.PIPE)
        self.status: dict[str, Any] = {}

    def until(self, true: Callable[[dict[str, Any]], bool]) -> None:
        assert self.process.stdout is not None
        while not (self.status and true(self.status)):
            line = self.process.stdout.readline()
            assert line, "the announcer ended"
            self.status = {each["way"]: each for each in json.loads(line)}

    def until_named(self, *names: str) -> None:
        self.until(lambda status: all(each["names"] == [*names] for each in status.values()))


@pytest.fixture
def net() -> Iterator[Net]:
    with Net() as made:
        made.switch("net")
        made.host("node", "net", "10.9.0.1/24")
        made.host("looker", "net", "10.9.0.2/24")
        yield made


def _avahi(net: Net, host: str, folder: Path) -> Callable[..., str]:
    """Run avahi with a bus of its own on a host; return how its tools are called there."""
    bus, own = folder / f"{host}.bus", folder / f"{host}.avahi"
    (folder / f"{host}.conf").write_text(BUS.format(bus))
    own.write_text(f"[server]\nhost-name=avahi-{host}\nuse-ipv4=yes\nuse-ipv6=yes\n")
    net.start(host, ["dbus-daemon", "--nofork", f"--config-file={folder}/{host}.conf"])
    _until(bus.exists)
    address = f"DBUS_SYSTEM_BUS_ADDRESS=unix:path={bus}"
    # A /run of its own: there may be an avahi of the machine.
    free = "--no-drop-root --no-chroot --no-rlimits"
    script = f"mount -t tmpfs run /run && exec env {address} avahi-daemon -s -f {own} {free}"
    net.start(host, ["unshare", "-m", "sh", "-c", script])

    def call(*words: str) -> str:
        return net.run(host, "env", address, *words)

    def there() -> bool:
        with contextlib.suppress(RuntimeError):
            return "avahi-" in call("avahi-resolve", "-n", f"avahi-{host}.local")
        return False

    _until(there)
    return call


def _until(true: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end_s
        time.sleep(0.05)


def _asked(net: Net, way: str, name: str, own: str = "10.9.0.2") -> str:
    script = str(HERE / "question.py")
    return net.run("looker", sys.executable, script, way, name, own).strip()


def test_a_second_host_finds_the_names_by_every_way(net: Net, tmp_path: Path) -> None:
    avahi = _avahi(net, "looker", tmp_path)
    announcer = Announcer(net, "node", RACK, OTHER)
    announcer.until_named(RACK, OTHER)

    for name in (RACK, OTHER):
        assert avahi("avahi-resolve", "-4", "-n", f"{name}.local").split()[1] == "10.9.0.1"
    browsed = [line.split(";") for line in avahi("avahi-browse", "-rpt", "_http._tcp").splitlines()]
    found = {row[3]: row for row in browsed if row[0] == "=" and row[2] == "IPv4"}
    assert found[RACK][6:9] == [f"{RACK}.local", "10.9.0.1", "8080"]
    for text in ("path=/", f"id=id-{RACK.lower()}", "model=smartpdu-48", f"sn={RACK}", "ver=9.9"):
        assert f'"{text}"' in found[RACK][9]
    assert OTHER in found
    own = avahi("avahi-browse", "-rpt", "_stagewatt._tcp")
    assert all(f'"{text}"' in own for text in ("site=tour", "id=abc", "racks=2", "ver=9.9"))
    assert _asked(net, "mdns", f"{RACK}.local") == "10.9.0.1 from 10.9.0.1"

    assert f"10.9.0.1 {RACK}<00>" in net.run("looker", "nmblookup", RACK)
    listed = net.run("looker", "nmblookup", "-A", "10.9.0.1")
    for line in (f"{RACK.upper()}  <00>", f"{RACK.upper()}  <20>", f"{OTHER}      <00>"):
        assert line in listed
    mac = net.run("node", "cat", "/sys/class/net/e-net/address").strip().upper()
    assert f"MAC Address = {mac.replace(':', '-')}" in listed
    assert _asked(net, "llmnr", RACK.upper()) == "10.9.0.1 from 10.9.0.1"
    six, _, sender = _asked(net, "llmnr6", RACK, "e-net").partition(" from ")
    assert six == sender
    assert six.startswith("fe80::")


def test_another_address_is_told_and_the_end_as_well(net: Net, tmp_path: Path) -> None:
    avahi = _avahi(net, "looker", tmp_path)
    announcer = Announcer(net, "node", RACK)
    announcer.until_named(RACK)
    # IPv6 stays: what avahi heard there it would else keep to itself for two minutes.
    net.run("node", "ip", "addr", "del", "10.9.0.1/24", "dev", "e-net")
    net.run("node", "ip", "addr", "add", "10.9.0.77/24", "dev", "e-net")

    def moved() -> bool:
        with contextlib.suppress(RuntimeError):
            said = avahi("avahi-resolve", "-4", "-n", f"{RACK}.local").split()
            return said[1:] == ["10.9.0.77"]
        return False

    _until(moved)
    _until(lambda: _asked(net, "llmnr", RACK) == "10.9.0.77 from 10.9.0.77")
    assert f"10.9.0.77 {RACK}<00>" in net.run("looker", "nmblookup", RACK)

    announcer.process.send_signal(signal.SIGTERM)
    assert announcer.process.wait(20) == 0
    _until(lambda: RACK not in avahi("avahi-browse", "-pt", "_http._tcp"))


def test_ports_that_others_hold_are_shared_or_told(net: Net, tmp_path: Path) -> None:
    _avahi(net, "node", tmp_path)
    holder = net.start(
        "node", [sys.executable, "-c", HOLD_137], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    announcer = Announcer(net, "node", RACK)
    announcer.until(lambda s: s["mdns"]["names"] == [RACK] == s["llmnr"]["names"])
    assert announcer.status["netbios"] == {
        "way": "netbios",
        "on": False,
        "why": "port 137 is held by another program (Samba?)",
        "names": [],
    }
    assert _asked(net, "mdns", f"{RACK}.local") == "10.9.0.1 from 10.9.0.1"
    assert _asked(net, "mdns", "avahi-node.local") == "10.9.0.1 from 10.9.0.1", "avahi works on"
    assert _asked(net, "llmnr", RACK) == "10.9.0.1 from 10.9.0.1"


def test_of_two_equal_labels_the_second_gets_a_number(net: Net) -> None:
    first = Announcer(net, "node", RACK)
    first.until_named(RACK)
    second = Announcer(net, "looker", RACK)
    second.until(lambda s: s["mdns"]["names"] == [f"{RACK}-2"] == s["llmnr"]["names"])
    second.until(lambda s: s["netbios"]["names"] == ["smartPD123456-2"])
    assert "10.9.0.2 smartPD123456-2<00>" in net.run("node", "nmblookup", "smartPD123456-2")
    assert _asked(net, "mdns", f"{RACK}.local") == "10.9.0.1 from 10.9.0.1"
