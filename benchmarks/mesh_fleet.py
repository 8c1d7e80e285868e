"""The mesh benchmark's processes: whole nodes with simulated racks, and their many neighbours."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from fleet_racks import rack_id
from mesh_worker import SITE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netns.net import Net

WORKER = Path(__file__).with_name("mesh_worker.py")
SWITCH = "s"
PORT, MODBUS, MESH_PORT = 8080, 15020, 7432
PATIENCE_S = 120.0
CONFIG = """schema = "node-config/1"
[node]
name = "{name}"
data_dir = "{folder}"
listen = "0.0.0.0:{port}"
[mesh]
site = "{site}"
"""
RACK = """[[racks]]
model = "smartpdu-72"
meter = {{ host = "127.0.0.1", port = {port}, unit = 1 }}
boards = [{{ host = "127.0.0.1", port = {port}, unit = 2 }}]
"""


@dataclass
class Neighbour:
    """A process that speaks for its racks, and what it told."""

    node: str
    host: str
    address: str
    process: subprocess.Popen[str]
    racks: frozenset[str]
    told: list[dict[str, float]] = field(default_factory=list)

    def read(self) -> None:
        """Keep what it tells, to its end."""
        if self.process.stdout is not None:
            for line in self.process.stdout:
                if line.startswith("{"):
                    self.told.append(json.loads(line))

    def order(self, line: str) -> None:
        """Tell it something."""
        if self.process.stdin is not None:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()

    @property
    def there(self) -> int:
        """How many others it sees now."""
        counts = [int(each["there"]) for each in list(self.told) if "there" in each]
        return counts[-1] if counts else 0


@dataclass
class Whole:
    """A node as it is shipped, reading simulated racks in its own namespace."""

    net: Net
    host: str
    address: str
    process: subprocess.Popen[str]
    racks: frozenset[str]

    def ask(self, path: str) -> Any:
        """Ask its interface; raises OSError while it does not answer."""
        line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
        line.sock = self.net.connect(self.host, PORT)
        try:
            line.request("GET", f"/api/v1/{path}")
            return json.load(line.getresponse())
        finally:
            line.close()

    def online(self) -> set[str]:
        """Return which racks it shows as answering."""
        try:
            return {str(rack["id"]) for rack in self.ask("racks")["racks"] if rack["online"]}
        except OSError:
            return set()

    @property
    def node(self) -> str:
        """Its id."""
        return str(self.ask("node")["id"])

    @property
    def role(self) -> str:
        """How it takes part now."""
        return next(str(each["role"]) for each in self.ask("nodes")["nodes"] if each["local"])


class Fleet:
    """All of them on one switch; `racks` each."""

    def __init__(self, net: Net, folder: Path, racks: int) -> None:
        """Put up the switch."""
        self._net, self._folder, self.racks = net, folder, racks
        self.neighbours: list[Neighbour] = []
        self.whole: list[Whole] = []
        self._hosts = 0
        net.switch(SWITCH)

    def _host(self) -> tuple[str, str]:
        number = self._hosts
        self._hosts += 1
        name, address = f"h{number}", f"10.0.{number // 250}.{1 + number % 250}"
        self._net.host(name, SWITCH, f"{address}/16")
        return name, address

    def add_neighbour(self) -> None:
        """Start one more neighbour."""
        number = len(self.neighbours)
        node = f"{number:016x}"
        host, address = self._host()
        argv = [sys.executable, str(WORKER), node, str(number), f"--racks={self.racks}"]
        pipe = subprocess.PIPE
        process = self._net.start(host, argv, stdin=pipe, stdout=pipe)
        own = range(number * self.racks, (number + 1) * self.racks)
        one = Neighbour(node, host, address, process, frozenset(map(rack_id, own)))
        reader = threading.Thread(target=one.read, daemon=True)
        reader.start()
        self._net.at_end(partial(reader.join, 3))
        self._net.at_end(process.kill)
        self.neighbours.append(one)

    def add_whole(self) -> Whole:
        """Start one more node, and the racks that it reads."""
        host, address = self._host()
        name = f"whole{len(self.whole)}"
        racks = [f"BE9C{len(self.whole):04X}{rack:04X}" for rack in range(self.racks)]
        text = CONFIG.format(name=name, folder=self._folder / name, port=PORT, site=SITE)
        for number, serial in enumerate(racks):
            modbus = MODBUS + 2 * number
            text += RACK.format(port=modbus)
            listen = (f"--listen=127.0.0.1:{modbus}", f"--panel=127.0.0.1:{modbus + 1}")
            twin = ["twin", "smartpdu-72", *listen, f"--serial={serial}", "--show=living"]
            self._start(host, *twin)
        config = self._folder / f"{name}.toml"
        config.write_text(text)
        process = self._start(host, "node", f"--config={config}")
        one = Whole(self._net, host, address, process, frozenset(map(str.lower, racks)))
        self.whole.append(one)
        return one

    def _start(self, host: str, *argv: str) -> subprocess.Popen[str]:
        whole = [sys.executable, "-m", "stagewatt", *argv]
        return self._net.start(host, whole, stdout=subprocess.DEVNULL)

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.neighbours) + len(self.whole)

    def until_seen(self) -> None:
        """Wait until every neighbour sees every other node."""
        wait(lambda: all(each.there == self.size - 1 for each in self.neighbours))

    @property
    def all_racks(self) -> frozenset[str]:
        """The racks of all nodes."""
        nodes: list[Whole | Neighbour] = [*self.whole, *self.neighbours]
        return frozenset().union(*(each.racks for each in nodes))

    def until_there(self, racks: frozenset[str]) -> float:
        """Wait until all whole nodes show these racks as answering; return when, monotonic."""
        wait(lambda: all(racks <= one.online() for one in self.whole))
        return time.monotonic()

    def until_gone(self, racks: frozenset[str]) -> float:
        """Wait until none of the whole nodes shows these racks as answering; return when."""
        wait(lambda: not any(racks & one.online() for one in self.whole))
        return time.monotonic()

    def pull(self, host: str, *, back: bool = False) -> None:
        """Pull a host's cable, or put it back."""
        (self._net.put_back if back else self._net.pull)(host, SWITCH)

    def costs(self, seconds: float) -> list[Cost]:
        """Account every node for a while, the whole ones first."""
        all_nodes: list[Whole | Neighbour] = [*self.whole, *self.neighbours]
        before = [self._now(each) for each in all_nodes]
        began = time.monotonic()
        time.sleep(seconds)
        after = [self._now(each) for each in all_nodes]
        spent = time.monotonic() - began
        return [
            Cost(
                node=node,
                cpu_pct=100 * (now[0] - then[0]) / spent,
                rx_bps=(now[1] - then[1]) / spent,
                tx_bps=(now[2] - then[2]) / spent,
                pss_mb=psutil.Process(node.process.pid).memory_full_info().pss / 1e6,
                links=established(node.process.pid),
            )
            for node, then, now in zip(all_nodes, before, after, strict=True)
        ]

    def _now(self, node: Whole | Neighbour) -> tuple[float, int, int]:
        times = psutil.Process(node.process.pid).cpu_times()
        return times.user + times.system, *self._net.traffic(node.host, SWITCH)


@dataclass(frozen=True)
class Cost:
    """What one node took; bytes a second as its network card counts them."""

    node: Whole | Neighbour
    cpu_pct: float
    rx_bps: float
    tx_bps: float
    pss_mb: float
    links: int

    @property
    def mbit(self) -> float:
        """Both directions together, Mbit/s."""
        return (self.rx_bps + self.tx_bps) * 8 / 1e6


def wait(holds: Callable[[], bool], every_s: float = 0.05) -> None:
    """Wait until something holds. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("it does not come to be")
        time.sleep(every_s)


def established(pid: int) -> int:
    """Count the connections of a process's namespace to other hosts."""
    table = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii")
    rows = [line.split() for line in table.splitlines()[1:]]
    return sum(row[3] == "01" and not row[2].startswith("0100007F") for row in rows)
