"""What the benchmarks share: real processes on free ports, a real browser, a printed table."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

CHROMIUM_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Measured:
    """One figure, its unit, and the bar it is held to (None: only told)."""

    what: str
    value: float
    unit: str
    bar: float | None

    @property
    def row(self) -> str:
        """The figure as a table row."""
        if self.bar is None:
            return f"| {self.what} | {self.value:.2f} {self.unit} | - | - |"
        held = "held" if self.value <= self.bar else "MISSED"
        bar = f"<= {self.bar:g} {self.unit}"
        return f"| {self.what} | {self.value:.2f} {self.unit} | {bar} | {held} |"


class Rig:
    """Twins and one node on loopback, started on entry and ended on exit."""

    def __init__(self, *, model: str = "smartpdu-72", racks: int = 1, show: str = "living") -> None:
        """Choose ports and write the node's configuration."""
        self.model, self.show = model, show
        self.port = free_port()
        self.twins = [(free_port(), free_port()) for _ in range(racks)]
        self.twin_pids: list[int] = []
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start everything and wait until each rack is read."""
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        config = folder / "node.toml"
        config.write_text(self._config(folder))
        for number, (modbus, panel) in enumerate(self.twins):
            pid = self._start(
                "twin",
                self.model,
                f"--listen=127.0.0.1:{modbus}",
                f"--panel=127.0.0.1:{panel}",
                f"--serial=BE9C{number:08X}",
                f"--show={self.show}",
                f"--seed={number}",
            )
            self.twin_pids.append(pid)
        self.node_pid = self._start("node", f"--config={config}")
        end = time.monotonic() + 30
        while sum(rack["online"] for rack in self._racks()) < len(self.twins):
            if time.monotonic() > end:
                raise TimeoutError("the racks are not read")
            time.sleep(0.1)
        self.rack_ids = [rack["id"] for rack in self._racks()]
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._stack.close()

    def _config(self, folder: Path) -> str:
        lines = [
            'schema = "node-config/1"',
            "[node]",
            'name = "bench"',
            f'data_dir = "{folder.as_posix()}/data"',
            f'listen = "127.0.0.1:{self.port}"',
            "[mesh]",
            f'site = "bench-{self.port}"',  # of its own: no other node of this machine counts
        ]
        for modbus, _ in self.twins:
            lines += [
                "[[racks]]",
                f'model = "{self.model}"',
                f'meter = {{ host = "127.0.0.1", port = {modbus}, unit = 1 }}',
                f'boards = [{{ host = "127.0.0.1", port = {modbus}, unit = 2 }}]',
            ]
        return "\n".join(lines)

    def _start(self, *argv: str) -> int:
        process = subprocess.Popen(
            [sys.executable, "-m", "stagewatt", *argv], stdout=subprocess.PIPE, text=True
        )
        self._stack.callback(end, process)
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"stagewatt {argv[0]} ended with {process.wait()}")
        return process.pid

    def _racks(self) -> list[Any]:
        try:
            return list(ask(f"{self.url}/api/v1/racks")["racks"])
        except urllib.error.URLError:
            return []

    @property
    def url(self) -> str:
        """The node's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def rack_url(self) -> str:
        """The first rack's page."""
        return f"{self.url}/#/rack/{self.rack_ids[0]}"

    @property
    def rack_api(self) -> str:
        """The first rack's address in the interface."""
        return f"{self.url}/api/v1/racks/{self.rack_ids[0]}"

    def load(self, way: str, p_w: float, rack: int = 0) -> None:
        """Change the load of a way at the twin's panel."""
        panel = f"http://127.0.0.1:{self.twins[rack][1]}/api/v1"
        ask(f"{panel}/loads", {"way": way, "p_w": p_w, "pf": 1.0})


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, body: object = None) -> Any:
    """Ask for JSON; a body makes it a POST."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - loopback
        url, data=data, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        return json.load(answer)


def end(process: subprocess.Popen[str]) -> None:
    """End a child politely, then hard."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


@contextlib.contextmanager
def browser_page(url: str) -> Iterator[Page]:
    """Open a page in headless Chromium at a laptop's size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM_QUIET)
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        page.wait_for_selector('[data-testid="way-A1"]')
        yield page
        browser.close()


def percentile(ordered: list[float], share: float) -> float:
    """Return the value below which this share of an ordered list lies (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """Describe the machine and the versions a figure was measured with."""
    with Path("/proc/cpuinfo").open() as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in ("stagewatt", "starlette", "uvicorn", "pymodbus", "msgspec")
    )
    cpu = f"{len(names)} x {names[0]}" if names else platform.processor()
    return (
        f"{platform.machine()}, {cpu}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {versions}; not measured on ARM"
    )


def report(title: str, where: str, figures: list[Measured]) -> None:
    """Print one table in Markdown."""
    print(f"### {title}\n\n{where}\n\n| what | measured | bar | |\n|---|---|---|---|")
    for figure in figures:
        print(figure.row)
    print(flush=True)
