"""Demos, twins and files behind the pictures of the documents."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
LAPTOP, PHONE = (1280, 800), (360, 740)
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
COLOURS = 256


class Demo:
    """A running demo and its addresses."""

    def __init__(self, screen: int, panel: int) -> None:
        """Take the ports it was started on."""
        self.screen = f"http://127.0.0.1:{screen}"
        self.panel = f"http://127.0.0.1:{panel}/api/v1"
        self.rack = ask(f"{self.screen}/api/v1/racks")["racks"][0]["id"]

    @property
    def page(self) -> str:
        """The rack's page."""
        return f"{self.screen}/#/rack/{self.rack}"

    def patch(self, path: str, body: object) -> None:
        """Change a name, a limit or a colour."""
        ask(f"{self.screen}/api/v1/racks/{self.rack}{path}", body, method="PATCH")


def keep(png: bytes, name: str) -> None:
    """Keep a picture with as few colours as it needs."""
    path = PICTURES / f"{name}.png"
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, kmeans=3)
    few.save(path, optimize=True)
    print(path)


@contextlib.contextmanager
def running_demo(*more: str) -> Iterator[Demo]:
    """Start a demo on free ports with an empty data folder; end it afterwards."""
    screen, modbus, panel = (free_ports(10) for _ in range(3))
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "stagewatt", "demo", f"--data={data}"),
                *(f"--port={screen}", f"--modbus-port={modbus}", f"--panel-port={panel}"),
                *more,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            wait_for_welcome(process)
            yield Demo(screen, panel)
        finally:
            process.terminate()
            process.wait(15)


@contextlib.contextmanager
def running_twin(model: str) -> Iterator[str]:
    """Start a twin on free ports; end it afterwards; return the address of its panel."""
    panel = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "stagewatt", "twin", model, "--show=none", "--seed=3"),
            *(f"--listen=127.0.0.1:{free_port()}", f"--panel=127.0.0.1:{panel}"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"the twin ended with {process.wait()}")
        yield f"http://127.0.0.1:{panel}"
    finally:
        process.terminate()
        process.wait(15)


def wait_for_welcome(process: subprocess.Popen[str]) -> None:
    """Read the demo's output up to its last line of welcome, and until the rack answers."""
    for line in process.stdout or ():
        if line.startswith("Ctrl-C"):
            time.sleep(2)
            return
    raise RuntimeError(f"the demo ended with {process.wait()}")


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_ports(count: int) -> int:
    """Return the first of so many ports in a row of which nobody uses any right now."""
    while True:
        first = free_port()
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError, OverflowError):
            for port in range(first, first + count):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


def ask(url: str, body: object = None, *, method: str | None = None) -> Any:
    """Ask for JSON; a body is sent as JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)  # noqa: S310 - loopback
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        return json.load(answer)
