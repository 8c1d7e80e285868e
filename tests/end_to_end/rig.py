"""A rig of real processes: one twin and one node, started as a user starts them."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.end_to_end.ports import free_port, free_ports, is_free
from tests.end_to_end.program import Program

__all__ = ["Program", "free_port", "free_ports", "is_free"]  # as well as what stands here

ASK_S = 15.0
HOST_NAME = "rack.test"
"""A name that is not localhost: there the browser is as strict as on a stage network."""
READY_S = 45.0
PATIENCE_S = 30.0
"""How long to wait for what comes in a second: a busy machine is no failure."""
ALONE = """
[mesh]
enabled = false
[names]
mdns = false
netbios = false
llmnr = false
"""
"""A node that looks for no other and tells the network no name."""


def until(holds: Callable[[], Any], *, within_s: float = PATIENCE_S, what: str = "") -> Any:
    """Return the first true answer of `holds`; fail when there is none in time.

    It looks once more when the time is over: a machine may have stood still for as long.
    """
    end = time.monotonic() + within_s
    late = False
    while not (answer := holds()):
        if late:
            pytest.fail(f"not within {within_s} s: {what or holds}")
        time.sleep(0.05)
        late = time.monotonic() > end
    return answer


def ask(url: str, body: object = None, *, method: str | None = None) -> Any:
    """Ask an HTTP address for JSON; a body is sent as JSON; returns the decoded answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)  # noqa: S310 - http to loopback
    if data is not None:
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=ASK_S) as answer:  # noqa: S310
        return json.load(answer)


@dataclass
class Rig:
    """One twin and one node, each a process of its own."""

    folder: Path
    model: str = "smartpdu-48"
    show: str = "none"
    serial: str = "E2E000000001"
    network: str = ALONE
    """The tables `[mesh]` and `[names]` of the node's configuration."""
    measured: bool = False
    """Whether both run under coverage."""
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
{self.network}
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
            ],
            measured=self.measured,
        )
        self.node = Program(["node", f"--config={config}"], measured=self.measured)

    def start(self) -> None:
        """Start both and wait until the node has read all of the rack once."""
        self.twin.start()
        self.node.start()
        until(lambda: self.is_read, within_s=READY_S, what="the rack is read")

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

    @property
    def panels(self) -> str:
        """The address of the twin's interface."""
        return f"http://127.0.0.1:{self.panel_port}/api/v1"

    def panel(self, path: str, body: object = None) -> Any:
        """Use the twin's hands, or look at its front."""
        return ask(f"{self.panels}/{path}", body)

    def racks(self, *, online: bool | None = None) -> list[Any]:
        """Return the node's list of racks, if asked only the answering ones; empty when silent."""
        try:
            racks = self.api("racks")["racks"]
        except (OSError, HTTPException):
            return []
        return [rack for rack in racks if online is None or rack["online"] is online]

    @property
    def is_read(self) -> bool:
        """Whether the node has good values of both the board and the meter."""
        if not self.racks(online=True):
            return False
        rack = self.rack()
        return all(rack[part]["quality"] == "good" for part in ("mains", "main_breaker"))

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
