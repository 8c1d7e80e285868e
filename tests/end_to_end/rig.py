"""A rig of real processes: one twin and one node, started as a user starts them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

HOST_NAME = "rack.test"
"""A name that is not localhost: there the browser is as strict as on a stage network."""
READY_S = 20.0


_ports = count(20_000 + os.getpid() * 37 % 10_000)
"""Below the range from which the kernel takes ports for outgoing connections, so that none is
taken between its choice and its use; each test worker begins at another place."""


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    return free_ports(1)


def free_ports(neighbours: int) -> int:
    """Return the first of so many ports in a row that nobody listens on right now."""
    while True:
        row = [next(_ports) for _ in range(neighbours)]
        if all(is_free(port) for port in row):
            return row[0]


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of the loopback."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def until(holds: Callable[[], Any], *, within_s: float = 10.0, what: str = "") -> Any:
    """Return the first true answer of `holds`; fail when there is none in time."""
    end = time.monotonic() + within_s
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > end:
            pytest.fail(f"not within {within_s} s: {what or holds}")
        time.sleep(0.05)


def ask(url: str, body: object = None, *, method: str | None = None) -> Any:
    """Ask an HTTP address for JSON; a body is sent as JSON; returns the decoded answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)  # noqa: S310 - http to loopback
    if data is not None:
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        return json.load(answer)


@dataclass
class Program:
    """One `stagewatt` process of the rig."""

    argv: list[str]
    process: subprocess.Popen[str] | None = None
    first_line: str = ""

    def start(self) -> None:
        """Start it and wait for its ready line."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stagewatt", *self.argv], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        assert self.first_line, f"{self.argv} ended with {self.process.wait()}"

    def send(self, signum: signal.Signals) -> None:
        """Send a signal to this very process."""
        assert self.process is not None
        self.process.send_signal(signum)

    def freeze(self) -> None:
        """Stop its time: sockets stay open, nothing answers."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.send(signal.SIGCONT)

    def stop(self) -> None:
        """End it the polite way, and at last the hard way."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        finally:
            if self.process.stdout is not None:
                self.process.stdout.close()

    def kill(self) -> None:
        """End it as a pulled plug does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@dataclass
class Rig:
    """One twin and one node, each a process of its own."""

    folder: Path
    model: str = "smartpdu-48"
    show: str = "none"
    serial: str = "E2E000000001"
    modbus: int = field(default_factory=free_port)
    panel_port: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        """Write the node's configuration and prepare both programs."""
        config = self.folder / "node.toml"
        config.write_text(
            f"""
schema = "node-config/1"
[node]
name = "rig"
data_dir = "{self.folder.as_posix()}/data"
listen = "127.0.0.1:{self.port}"
allowed_hosts = ["{HOST_NAME}"]
[[racks]]
model = "{self.model}"
meter = {{ host = "127.0.0.1", port = {self.modbus}, unit = 1 }}
boards = [{{ host = "127.0.0.1", port = {self.modbus}, unit = 2 }}]
"""
        )
        self.twin = Program(
            [
                "twin",
                self.model,
                f"--listen=127.0.0.1:{self.modbus}",
                f"--panel=127.0.0.1:{self.panel_port}",
                f"--serial={self.serial}",
                f"--show={self.show}",
                "--seed=7",
            ]
        )
        self.node = Program(["node", f"--config={config}"])

    def start(self) -> None:
        """Start both and wait until the node has read the rack once."""
        self.twin.start()
        self.node.start()
        until(lambda: self.racks(online=True), within_s=READY_S, what="the rack is read")

    def stop(self) -> None:
        """End both."""
        self.node.stop()
        self.twin.stop()

    @property
    def page_url(self) -> str:
        """The screen's address under a name that is not localhost."""
        return f"http://{HOST_NAME}:{self.port}/"

    def api(self, path: str, body: object = None, *, method: str | None = None) -> Any:
        """Ask the node's interface."""
        return ask(f"http://127.0.0.1:{self.port}/api/v1/{path}", body, method=method)

    def panel(self, path: str, body: object = None) -> Any:
        """Use the twin's hands, or look at its front."""
        return ask(f"http://127.0.0.1:{self.panel_port}/api/v1/{path}", body)

    def racks(self, *, online: bool | None = None) -> list[Any]:
        """Return the node's list of racks, if asked only the answering ones; empty when silent."""
        try:
            racks = self.api("racks")["racks"]
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return []
        return [rack for rack in racks if online is None or rack["online"] is online]

    @property
    def rack_id(self) -> str:
        """The id of the only rack."""
        (rack,) = self.racks()
        return str(rack["id"])

    def rack(self) -> Any:
        """Return the whole rack."""
        return self.api(f"racks/{self.rack_id}")

    def way(self, way: str) -> Any:
        """Return one way of the rack."""
        return next(one for one in self.rack()["ways"] if one["id"] == way)

    def load(self, way: str, p_w: float | None, pf: float = 1.0) -> None:
        """Plug a load into a way, or pull it."""
        plug = {"load": None} if p_w is None else {"p_w": p_w, "pf": pf}
        self.panel("loads", {"way": way, **plug})

    def fault(self, fault: str, *, active: bool = True, **parameters: object) -> None:
        """Switch a fault of the twin."""
        self.panel("faults", {"fault": fault, "active": active, **parameters})


MakeRig = Callable[..., Rig]
"""Makes and starts a rig; its words are those of `Rig`."""

OpenPage = Callable[..., Page]
"""Opens an address in a browser, at a size."""
