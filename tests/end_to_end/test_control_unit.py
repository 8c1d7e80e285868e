"""One control unit reads eight racks: half of them by TCP, half on one serial line."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.end_to_end.rig import Program, ask, free_port, until
from tests.end_to_end.serial_line import SerialLine

from stagewatt.app.config import check_text
from stagewatt.domain.setup import DeviceSetup, SerialAddress
from stagewatt.drivers.lines import timeout_s
from stagewatt.meters.rack_io import rack_id

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.alone

MODELS = ("c24-soca", "c24-powercon", "c12b-21", "c24-harting24") * 2
ON_THE_LINE = range(4, 8)
BAUD = 115_200
BOARD_MS, METER_MS = 1000, 1000
LOAD_W = 1150.0


@dataclass
class Rack:
    """One simulated rack and how the control unit reaches it."""

    number: int
    model: str
    modbus: int = field(default_factory=free_port)
    panel_port: int = field(default_factory=free_port)

    @property
    def serial(self) -> str:
        return f"C0DE{self.number:08X}"

    @property
    def id(self) -> str:
        return rack_id(self.serial)

    @property
    def units(self) -> tuple[int, int]:
        """Of its meter and its board; on a line no two are alike."""
        return 10 * self.number + 1, 10 * self.number + 2

    def words(self) -> str:
        meter, board = self.units
        return (
            f"{self.model} --listen=127.0.0.1:{self.modbus} --panel=127.0.0.1:{self.panel_port} "
            f"--serial={self.serial} --meter-unit={meter} --board-unit={board} --seed=5"
        )

    def panel(self, path: str, body: object = None) -> Any:
        return ask(f"http://127.0.0.1:{self.panel_port}/api/v1/{path}", body)


def reached(rack: Rack, line: Path | None, *, baud: int = BAUD) -> list[str]:
    """Return the rack's lines in the configuration."""
    meter, board = rack.units
    if line is None:
        where = f'host = "127.0.0.1", port = {rack.modbus}'
        paces = ("", "")
    else:
        where = f'serial = "{line}", baud = {baud}'
        paces = (f", period_ms = {METER_MS}", f", period_ms = {BOARD_MS}")
    return [
        "[[racks]]",
        f'model = "{rack.model}"',
        f"meter = {{ {where}, unit = {meter}{paces[0]} }}",
        f"boards = [{{ {where}, unit = {board}{paces[1]} }}]",
    ]


def configured(folder: Path, port: int, racks: list[tuple[Rack, Path | None]]) -> str:
    head = [
        'schema = "node-config/1"',
        "[node]",
        'name = "control-unit"',
        f'data_dir = "{folder.as_posix()}/data"',
        f'listen = "127.0.0.1:{port}"',
        "[mesh]",
        "enabled = false",
    ]
    return "\n".join([*head, *(line for rack, at in racks for line in reached(rack, at))])


class ControlUnit:
    """Eight racks, a serial line and the node that reads them."""

    def __init__(self, folder: Path) -> None:
        self.racks = [Rack(number, model) for number, model in enumerate(MODELS)]
        on_line = [self.racks[number] for number in ON_THE_LINE]
        units = {unit: rack.modbus for rack in on_line for unit in rack.units}
        self.line = SerialLine(folder / "ttyRS485", BAUD, units)
        self.port = free_port()
        places = [(r, self.line.path if r.number in ON_THE_LINE else None) for r in self.racks]
        config = folder / "node.toml"
        config.write_text(configured(folder, self.port, places))
        self.text = config.read_text()
        self.node = Program(["node", f"--config={config}"])
        self.twins: subprocess.Popen[str] | None = None

    def start(self) -> None:
        script = Path(__file__).with_name("many_twins.py")
        self.twins = subprocess.Popen(
            [sys.executable, str(script), *(rack.words() for rack in self.racks)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.twins.stdout is not None
        for _ in self.racks:
            assert self.twins.stdout.readline().startswith("twin ")
        for rack in self.racks:
            way = self.way_of(rack)
            rack.panel("loads", {"way": way, "p_w": LOAD_W + 100 * rack.number, "pf": 1.0})
        self.line.plug()
        self.node.start()

    def stop(self) -> None:
        self.node.stop()
        self.line.pull()
        if self.twins is not None:
            assert self.twins.stdin is not None
            assert self.twins.stdout is not None
            self.twins.stdin.close()
            self.twins.wait(10)
            self.twins.stdout.close()

    @staticmethod
    def way_of(rack: Rack) -> str:
        return str(rack.panel("panel")["ways"][0]["id"])

    def rack(self, rack: Rack) -> Any:
        return ask(f"http://127.0.0.1:{self.port}/api/v1/racks/{rack.id}")

    def online(self) -> set[int]:
        racks = ask(f"http://127.0.0.1:{self.port}/api/v1/racks")["racks"]
        ids = {rack.id: rack.number for rack in self.racks}
        return {ids[each["id"]] for each in racks if each["online"] and each["id"] in ids}


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlUnit]:
    unit = ControlUnit(tmp_path_factory.mktemp("unit"))
    try:
        unit.start()
        until(lambda: len(unit.online()) == 8, within_s=20, what="all eight are read")
        yield unit
    finally:
        unit.stop()


def test_every_rack_shows_what_it_carries(unit: ControlUnit) -> None:
    for rack in unit.racks:
        wanted_w = LOAD_W + 100 * rack.number
        here = until(partial(loaded, unit, rack), within_s=15, what=f"{rack} is loaded")
        assert here["model"] == rack.model
        volts = [v for v in here["mains"]["v_ln_v"].values() if v]
        assert all(225 < v < 240 for v in volts)
        (way,) = [way for way in here["ways"] if way["i_a"] and way["i_a"] > 1.0]
        assert way["i_a"] == pytest.approx(wanted_w / 230, rel=0.03)
        assert here["mains"]["p_w"]["sum"] == pytest.approx(wanted_w, rel=0.05)


def loaded(unit: ControlUnit, rack: Rack) -> Any:
    here = unit.rack(rack)
    power_w = here["mains"]["p_w"]["sum"]
    return here if not doubted(here) and power_w and power_w > LOAD_W / 2 else None


def doubted(here: Any) -> list[str]:
    """Return what of a rack is not fresh; auxiliary ways have no sensor and are not counted."""
    found = [way["id"] for way in here["ways"] if way["quality"] not in {"good", "unmeasured"}]
    found += [] if here["mains"]["quality"] == "good" else ["mains"]
    return found if here["online"] else [*found, "not online"]


def test_the_line_has_the_time_for_four_racks_and_not_for_eight(
    unit: ControlUnit, tmp_path: Path
) -> None:
    assert check_text(unit.text, "n.toml")[1] == ()
    every = configured(tmp_path, unit.port, [(rack, unit.line.path) for rack in unit.racks])
    config, (finding,) = check_text(every, "n.toml")
    assert config is None
    assert "of the time at 115200 baud, 80% can be had" in finding.problem


def patience_s() -> float:
    """How long a device of the line may hold it without an answer."""
    address = SerialAddress(port="x", baud=BAUD)
    device = DeviceSetup(id="x", table="rack_io", address=address, unit=1, period_ms=BOARD_MS)
    return timeout_s(device, ())


def test_a_silent_rack_does_not_make_its_neighbours_on_the_line_stale(unit: ControlUnit) -> None:
    """Its two devices hold the line for a time-out each, which three polls have room for."""
    silent, *others = [unit.racks[number] for number in ON_THE_LINE]
    assert BOARD_MS / 1000 + 2 * patience_s() < 3 * BOARD_MS / 1000
    until(lambda: all(loaded(unit, rack) for rack in others), within_s=15)
    unit.line.silent = set(silent.units)
    doubtful: list[str] = []
    try:
        until(lambda: silent.number not in unit.online(), what="it is missed")
        end = time.monotonic() + 6
        while time.monotonic() < end:
            for rack in others:
                doubtful += doubted(unit.rack(rack))
            time.sleep(0.1)
        assert unit.online() == set(range(8)) - {silent.number}
    finally:
        unit.line.silent = set()
    assert doubtful == []
    until(lambda: len(unit.online()) == 8, within_s=15, what="it is back")


def test_a_line_that_is_pulled_and_put_back_comes_back_by_itself(unit: ControlUnit) -> None:
    others = set(range(8)) - set(ON_THE_LINE)
    until(lambda: len(unit.online()) == 8, within_s=15)
    unit.line.pull()
    try:
        until(lambda: unit.online() == others, what="those on the line are missed, no others")
    finally:
        unit.line.plug()
    until(lambda: len(unit.online()) == 8, within_s=15, what="the line is back")
    on_line = unit.racks[ON_THE_LINE[0]]
    until(lambda: loaded(unit, on_line), within_s=15, what="and its values")
