"""Every model of the catalogue boots as a twin, is read by a node and lays out on the screen."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.program import unmeasured
from tests.end_to_end.rig import (
    ALONE,
    HOST_NAME,
    OpenPage,
    Program,
    ask,
    free_port,
    free_ports,
    until,
)

from stagewatt.app.config import load
from stagewatt.catalogue.load import models
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.rack import MainKind, RackModel

pytestmark = [pytest.mark.browser, pytest.mark.alone]

TWINS = Path(__file__).with_name("many_twins.py")
READABLE = [name for name, model in models().items() if model.network]
LAID_OUT = """ways => {
  const tiles = ways.map((id) => [id, document.querySelector(`[data-testid="way-${id}"]`)]);
  const missing = tiles.filter(([, el]) => !el?.checkVisibility()).map(([id]) => `${id} not seen`);
  if (missing.length) return missing;
  const boxes = tiles.map(([id, el]) => [id, el.getBoundingClientRect()]);
  const wide = document.documentElement.clientWidth;
  const outside = boxes.filter(([, box]) => box.left < 0 || box.right > wide || box.width < 24
    || box.height < 24).map(([id]) => `${id} cut off`);
  const over = boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => `${one} over ${other}`));
  return [...outside, ...over];
}"""
READ = """ways => ways.every((id) => ['good', 'stale'].includes(
  document.querySelector(`[data-testid="way-${id}"]`)?.dataset.quality))"""
"""A machine that is busy with 49 twins may be late; what was never read stays `missing`."""


def patiently(url: str) -> Any:
    """Return an answer that may be late while so many processes share two cores."""
    for _ in range(5):
        with contextlib.suppress(TimeoutError, urllib.error.URLError):
            return ask(url)
    return ask(url)


@dataclass
class Everything:
    """All models as twins, and one node that reads those with a network; ids are the models'."""

    port: int
    ports: dict[str, int]

    def rack(self, rack: str) -> Any:
        """Return a rack as the node has it."""
        return patiently(f"http://127.0.0.1:{self.port}/api/v1/racks/{rack}")

    def front(self, rack: str) -> Any:
        """Return a rack's front panel as its twin has it."""
        return patiently(f"http://127.0.0.1:{self.ports[rack] + 1}/api/v1/panel")

    def online(self) -> set[str]:
        """Return the racks that answer."""
        racks = patiently(f"http://127.0.0.1:{self.port}/api/v1/racks")["racks"]
        return {str(rack["id"]) for rack in racks if rack["online"]}


def config(folder: Path, port: int, racks: dict[str, int]) -> Path:
    """Write the configuration of a node that reads racks at ports; slowly, for there are many."""
    lines = [
        'schema = "node-config/1"',
        "[node]",
        'name = "all"',
        f'data_dir = "{folder.as_posix()}/data"',
        f'listen = "127.0.0.1:{port}"',
        f'allowed_hosts = ["{HOST_NAME}"]',
        "board_period_ms = 1000",
        "meter_period_ms = 1000",
        ALONE,
    ]
    for name, modbus in racks.items():
        lines += [
            "[[racks]]",
            f'id = "{name}"',
            f'model = "{name}"',
            f'meter = {{ host = "127.0.0.1", port = {modbus}, unit = 1 }}',
            f'boards = [{{ host = "127.0.0.1", port = {modbus}, unit = 2 }}]',
        ]
    path = folder / "node.toml"
    path.write_text("\n".join(lines))
    return path


@contextlib.contextmanager
def twins(ports: dict[str, int]) -> Iterator[list[str]]:
    """Run a twin for each model at two ports of its own; give the lines they start with."""
    words = [
        f"{name} --listen=127.0.0.1:{port} --panel=127.0.0.1:{port + 1} --serial=CA{at:010X}"
        for at, (name, port) in enumerate(ports.items())
    ]
    with subprocess.Popen(
        [sys.executable, TWINS, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=unmeasured(),
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield [process.stdout.readline() for _ in words]
        finally:
            process.stdin.close()
            process.wait(30)


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[Everything]:
    """Every model running, and every readable one read."""
    ports = {name: free_ports(2) for name in models()}
    port = free_port()
    read = {name: ports[name] for name in READABLE}
    node = Program(["node", f"--config={config(tmp_path, port, read)}"])
    with twins(ports) as started:
        assert {line.split()[1] for line in started} == set(models())
        node.start()
        try:
            found = Everything(port, ports)
            until(lambda: found.online() == set(READABLE), within_s=60, what="all are read")
            yield found
        finally:
            node.stop()


def boots(front: Any, model: RackModel) -> None:
    """Check what the twin's front panel shows."""
    assert front["model"] == model.id
    assert {way["id"] for way in front["ways"]} == {way.id for way in model.ways}


def is_read(rack: Any, model: RackModel) -> None:
    """Check what the node says of a rack."""
    assert [way["id"] for way in rack["ways"]] == [way.id for way in model.ways]
    assert rack["model"] == model.id


def lays_out(page: Page, url: str, model: RackModel) -> None:
    """Check that a rack's page shows every way, measured where it has a sensor, none on another."""
    page.goto(f"{url}#/rack/{model.id}")
    ways = [way.id for way in model.ways]
    page.wait_for_selector(f'[data-rack="{model.id}"]')
    page.wait_for_selector(f'[data-testid="way-{ways[-1]}"]', state="attached")
    assert page.evaluate(LAID_OUT, ways) == []
    measured = [way.id for way in model.supervised]
    page.wait_for_function(READ, arg=measured, polling=100)
    if model.auxiliary:
        expect(page.get_by_test_id("aux")).to_contain_text("not measured")
    dialled = model.main.kind is MainKind.MCCB
    words = "dials not confirmed" if dialled else "no overload trip"
    expect(page.get_by_test_id("mains")).to_contain_text(words)


def cannot_be_read(folder: Path, model: RackModel) -> None:
    """Check that a node does not pretend to read a rack without a network."""
    with pytest.raises(BadDocument, match=f"{model.id} has no network"):
        load(config(folder, 8080, {model.id: 5020}))


@pytest.mark.timeout(300)
def test_every_model_with_no_code_of_its_own(
    everything: Everything, open_page: OpenPage, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    """Test all models in one: on two workers a fixture per worker would start them twice."""
    url = f"http://{HOST_NAME}:{everything.port}/"
    page = open_page(url)
    page.set_default_timeout(30_000)
    for name, model in models().items():
        with subtests.test(name):
            boots(everything.front(name), model)
            if model.network:
                is_read(everything.rack(name), model)
                lays_out(page, url, model)
            else:
                cannot_be_read(tmp_path, model)
