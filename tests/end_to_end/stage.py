"""A stage of real nodes and twins that find each other on this machine, in a site of their own."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.end_to_end.rig import Program, ask, free_port, until

FOUND_S = 20.0
"""Long on purpose: a busy machine is no fault of the mesh."""


@dataclass
class Twin:
    """One simulated rack."""

    model: str
    serial: str
    address: str = "127.0.0.1"
    """Where nodes find it."""
    before: tuple[str, ...] = ()
    """As of `Program`."""
    modbus: int = field(default_factory=free_port)
    panel: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        """Prepare the program."""
        self.program = Program(
            [
                *("twin", self.model, f"--listen={self.address}:{self.modbus}"),
                *(f"--panel=127.0.0.1:{self.panel}", f"--serial={self.serial}", "--show=none"),
            ],
            before=self.before,
        )

    @property
    def rack(self) -> str:
        """The rack's id."""
        return self.serial.lower()

    def load(self, way: str, p_w: float) -> None:
        """Plug a load into a way."""
        ask(f"http://127.0.0.1:{self.panel}/api/v1/loads", {"way": way, "p_w": p_w, "pf": 1.0})


@dataclass
class Node:
    """One node; `mesh` are further lines of its `[mesh]` table."""

    name: str
    folder: Path
    site: str
    twins: tuple[Twin, ...] = ()
    mesh: str = ""
    listen: str = "127.0.0.1"
    before: tuple[str, ...] = ()
    """As of `Program`."""
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        """Write the configuration and prepare the program."""
        self.config = self.folder / f"{self.name}.toml"
        self.configure()
        self.program = Program(["node", f"--config={self.config}"], before=self.before)
        self.started_s = time.monotonic()

    def configure(self) -> None:
        """Write the configuration; it counts from the next start on."""
        racks = "".join(
            f"""
[[racks]]
model = "{twin.model}"
meter = {{ host = "{twin.address}", port = {twin.modbus}, unit = 1 }}
boards = [{{ host = "{twin.address}", port = {twin.modbus}, unit = 2 }}]
"""
            for twin in self.twins
        )
        self.folder.mkdir(exist_ok=True)
        self.config.write_text(
            f"""
schema = "node-config/1"
[node]
name = "{self.name}"
data_dir = "{self.folder.as_posix()}/{self.name}"
listen = "{self.listen}:{self.port}"
allowed_hosts = ["rack.test"]
[mesh]
site = "{self.site}"
{self.mesh}
{racks}"""
        )

    def start(self) -> None:
        """Start it."""
        self.program.start()
        self.started_s = time.monotonic()

    def api(self, path: str, body: object = None, *, method: str | None = None) -> Any:
        """Ask the node's interface."""
        return ask(f"http://127.0.0.1:{self.port}/api/v1/{path}", body, method=method)

    def refused(self, path: str, body: object, *, method: str | None = None) -> tuple[int, str]:
        """Ask for what is refused; return status and code."""
        try:
            answer = self.api(path, body, method=method)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["error"]["code"]
        raise AssertionError(answer)

    def racks(self) -> dict[str, Any]:
        """Return the rows of the list by rack."""
        return {row["id"]: row for row in self.api("racks")["racks"]}

    def rack(self, rack: str) -> Any:
        """Return everything about a rack."""
        return self.api(f"racks/{rack}")

    def online(self, *racks: str) -> bool:
        """Tell whether all these racks are shown as answering."""
        rows = self.racks()
        return all(rack in rows and rows[rack]["online"] for rack in racks)

    def alarms(self, rack: str) -> list[Any]:
        """Return what is raised of a rack."""
        return [each for each in self.api("alarms")["alarms"] if each["rack"] == rack]

    def events(self, kind: str, rack: str) -> list[Any]:
        """Return the events of a kind of a rack."""
        found = self.api("events?limit=1000")["events"]
        return [each for each in found if (each["kind"], each["rack"]) == (kind, rack)]

    @property
    def id(self) -> str:
        """The node's id."""
        return str(self.api("node")["id"])


class Stage:
    """Starts twins and nodes, and ends all of them."""

    def __init__(self, folder: Path) -> None:
        """Take where data is kept; the site's name is this stage's alone."""
        self.folder = folder
        self.site = f"test-{free_port()}"
        self._stack = contextlib.ExitStack()

    def twin(self, model: str, serial: str) -> Twin:
        """Start a simulated rack."""
        twin = Twin(model, serial)
        twin.program.start()
        self._stack.callback(twin.program.stop)
        return twin

    def node(self, name: str, *twins: Twin, mesh: str = "", start: bool = True) -> Node:
        """Start a node that reads these racks."""
        node = Node(name, self.folder, self.site, twins, mesh)
        self._stack.callback(node.program.stop)
        if start:
            node.start()
        return node

    def close(self) -> None:
        """End everything."""
        self._stack.close()


def seen(*nodes: Node, racks: tuple[str, ...]) -> None:
    """Wait until each of these nodes shows all these racks as answering."""
    for node in nodes:
        until(partial(node.online, *racks), within_s=FOUND_S, what=f"{node.name}: {racks}")
