"""A town: whole nodes and the racks they read as real processes, each on a host of its own."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.end_to_end.program import Program
from tests.end_to_end.rig import ASK_S, until
from tests.end_to_end.stage import Node, Twin
from tests.netns.net import Net

WAIT_S = 30.0
"""For whatever is to come; how soon it does is for the benchmarks."""
NO_ANSWER = "NO ANSWER, TREAT AS LIVE"


def ask(
    net: Net,
    host: str,
    url: str,
    body: object = None,
    *,
    method: str | None = None,
    head: Mapping[str, str] | None = None,
) -> bytes:
    """Ask an HTTP address as a program on a host would.

    Raises urllib.error.HTTPError for a refusal, OSError where nobody answers.
    """
    where, _, path = url.removeprefix("http://").partition("/")
    address, _, port = where.partition(":")
    wire = HTTPConnection(address, int(port), timeout=ASK_S)
    wire.sock = net.connect(host, int(port), address)
    try:
        data = None if body is None else json.dumps(body).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        how = method or ("GET" if data is None else "POST")
        wire.request(how, f"/{path}", data, {**kind, **(head or {})})
        answer = wire.getresponse()
        text = answer.read()
    finally:
        wire.close()
    if answer.status >= 400:
        raise urllib.error.HTTPError(
            url, answer.status, answer.reason, answer.headers, BytesIO(text)
        )
    return text


@dataclass
class HostTwin(Twin):
    """A simulated rack on a host."""

    net: Net = field(kw_only=True)
    host: str = field(kw_only=True)

    def start(self) -> None:
        """Start it."""
        self.program.start()

    def load(self, way: str, p_w: float) -> None:
        """Plug a load into a way."""
        url = f"http://127.0.0.1:{self.panel}/api/v1/loads"
        ask(self.net, self.host, url, {"way": way, "p_w": p_w, "pf": 1.0})


@dataclass
class HostNode(Node):
    """A node on a host, asked on that host's loopback whatever becomes of its cables."""

    net: Net = field(kw_only=True)
    host: str = field(kw_only=True)

    def api(self, path: str, body: object = None, *, method: str | None = None) -> Any:
        """Ask the node's interface."""
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}"
        return json.loads(ask(self.net, self.host, url, body, method=method))

    def is_so(self, what: Callable[[], Any]) -> Any:
        """Return an answer, None while the node cannot be asked or does not know the rack."""
        try:
            return what()
        except (OSError, HTTPException, KeyError, StopIteration):
            return None

    def way(self, rack: str, way: str) -> Any:
        """Return one way of a rack."""
        return next(one for one in self.rack(rack)["ways"] if one["id"] == way)

    def rename(self, rack: str, way: str, name: str) -> None:
        """Give a way a name."""
        self.api(f"racks/{rack}/ways/{way}", {"name": name}, method="PATCH")

    def peer(self, node: str) -> Any:
        """Return what is known of another node."""
        return next(one for one in self.api("nodes")["nodes"] if one["id"] == node)

    def silence(self, rack: str) -> Any:
        """Return the alarm that a rack's node does not answer."""
        found = (one for one in self.alarms(rack) if one["place"] == "node")
        return next(found, None)

    def silences(self, kind: str, rack: str) -> int:
        """Return how often such an alarm was raised, or cleared."""
        return sum(event["place"] == "node" for event in self.events(kind, rack))


class Town:
    """Starts twins and nodes on the hosts of a network of its own, and ends all of it."""

    def __init__(self, folder: Path) -> None:
        """Make the network; hosts and switches are put up by whoever wants them."""
        self.folder = folder
        self._stack = contextlib.ExitStack()
        self.net = self._stack.enter_context(Net())
        self._stack.callback(self._end)
        self._programs: list[Program] = []

    def street(self, switch: str, *hosts: str) -> None:
        """Put up a switch and hosts on it: 10.0.0.1, 10.0.0.2 and so on."""
        self.net.switch(switch)
        for number, host in enumerate(hosts, start=1):
            self.net.host(host, switch, f"10.0.0.{number}/24")

    def twin(self, host: str, model: str, serial: str, address: str = "127.0.0.1") -> HostTwin:
        """Return a simulated rack on a host, not yet started."""
        inside = self.net.inside(host)
        twin = HostTwin(model, serial, address, inside, net=self.net, host=host)
        self._programs.append(twin.program)
        return twin

    def node(
        self, host: str, *twins: Twin, mesh: str = "", before: tuple[str, ...] = ()
    ) -> HostNode:
        """Return a node that is called as its host is, not yet started.

        `before` are words before its command.
        """
        node = HostNode(
            host,
            self.folder,
            "town",
            twins,
            mesh,
            "0.0.0.0",
            (*self.net.inside(host), *before),
            net=self.net,
            host=host,
        )
        self._programs.append(node.program)
        return node

    def start(self, *those: HostNode | HostTwin) -> None:
        """Start twins and nodes, all at the same time."""
        with ThreadPoolExecutor(len(those)) as pool:
            for done in [pool.submit(each.start) for each in those]:
                done.result()

    def _end(self) -> None:
        with ThreadPoolExecutor(len(self._programs) or 1) as pool:
            for done in [pool.submit(program.stop) for program in self._programs]:
                done.result()

    def close(self) -> None:
        """End everything."""
        self._stack.close()


def each(nodes: tuple[HostNode, ...], holds: Callable[[HostNode], Any], what: str) -> None:
    """Wait until something holds at each of these nodes."""
    for node in nodes:
        until(
            partial(node.is_so, partial(holds, node)), within_s=WAIT_S, what=f"{node.name}: {what}"
        )


def shown(*nodes: HostNode, racks: tuple[str, ...]) -> float:
    """Wait until each of these nodes shows all these racks as answering; return how long."""
    began_s = time.monotonic()
    each(nodes, lambda node: node.online(*racks), f"shows {racks}")
    each(nodes, lambda node: not any(map(node.silence, racks)), f"misses none of {racks}")
    return time.monotonic() - began_s


def missed(*nodes: HostNode, rack: str) -> None:
    """Wait until each of these nodes says that a rack's node does not answer."""
    each(nodes, lambda node: node.silence(rack), f"misses {rack}")


def named(*nodes: HostNode, rack: str, ways: dict[str, str]) -> None:
    """Wait until each of these nodes shows these names of ways."""
    for way, name in ways.items():
        each(nodes, lambda node: node.way(rack, way)["name"] == name, f"{rack} {way} is {name}")  # noqa: B023 - it is called before the next way
