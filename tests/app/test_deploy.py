"""What is shipped to install a node: unit, scripts, examples, and the page that tells of them."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from stagewatt.app.cli import main
from stagewatt.app.config import load
from stagewatt.app.config_serial import MAX_USE, line_use
from stagewatt.app.reset import RESTART_STATUS
from stagewatt.app.watchdog import BEATS
from stagewatt.catalogue.load import model
from stagewatt.domain.setup import DeviceSetup, SerialAddress

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
EXAMPLES = sorted((DEPLOY / "examples").glob("*.toml"))
PAGE = (ROOT / "docs" / "installation.md").read_text("utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for block in SHELL for line in block.splitlines()]
EXPOSURE_MAX = 2.5
"""Of 10; systemd-analyze calls this OK. It rises where a protection is taken away."""


def ran(*argv: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with something more in its environment."""
    return subprocess.run(
        [str(each) for each in argv],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"left out: no {name}")
    return found


@pytest.fixture
def unit() -> configparser.RawConfigParser:
    return parsed(DEPLOY / "stagewatt.service")


def parsed(path: Path) -> configparser.RawConfigParser:
    """Read a file of systemd's kind; of a key given several times the last counts."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # keys are case-sensitive
    parser.read_string(path.read_text("utf-8"))
    return parser


class TestUnit:
    """The service."""

    def test_it_is_watched_and_always_started_again(
        self, unit: configparser.RawConfigParser
    ) -> None:
        service = unit["Service"]
        assert (service["Type"], service["Restart"]) == ("notify", "always")
        assert unit["Unit"]["StartLimitIntervalSec"] == "0"
        # Two beats may be late, and each by seconds.
        assert int(service["WatchdogSec"]) / BEATS > 5
        assert service["SuccessExitStatus"] == str(RESTART_STATUS)

    def test_it_may_write_to_its_own_folder_and_its_lamps_alone(
        self, unit: configparser.RawConfigParser
    ) -> None:
        service = unit["Service"]
        assert (service["ProtectSystem"], service["StateDirectory"]) == ("strict", "stagewatt")
        lamps = service["ReadWritePaths"].split()
        leds = load(DEPLOY / "examples" / "one-rack.toml").leds
        assert lamps == [f"-/sys/class/leds/{name}" for name in (leds.run, leds.data)]
        assert 'KERNEL=="stagewatt-*"' in (DEPLOY / "udev" / "60-stagewatt.rules").read_text()

    def test_it_runs_what_the_script_installs_with_the_file_that_the_page_names(
        self, unit: configparser.RawConfigParser
    ) -> None:
        words = unit["Service"]["ExecStart"].split()
        script = (DEPLOY / "install.sh").read_text()
        assert words == [
            *("/opt/stagewatt/bin/stagewatt", "node", "--config", "/etc/stagewatt/node.toml"),
        ]
        assert "home=$root/opt/stagewatt" in script
        assert "/etc/stagewatt/node.toml" in script
        assert "/etc/stagewatt/node.toml" in PAGE

    def test_its_user_is_the_one_that_is_made(self, unit: configparser.RawConfigParser) -> None:
        made = (DEPLOY / "sysusers.d" / "stagewatt.conf").read_text().splitlines()[-1].split()
        assert made[:2] == ["u", unit["Service"]["User"]]

    def test_systemd_finds_nothing_wrong_with_it(self, tmp_path: Path) -> None:
        analyze = tool("systemd-analyze")
        text = (DEPLOY / "stagewatt.service").read_text()
        here = tmp_path / "stagewatt.service"
        here.write_text(text.replace("/opt/stagewatt/bin/stagewatt", "/bin/true"))
        checked = ran(analyze, "verify", "--man=no", here)
        assert (checked.returncode, checked.stderr) == (0, "")
        here.write_text(here.read_text().replace("WatchdogSec=20", "WatchdogSecs=20"))
        assert "WatchdogSecs" in ran(analyze, "verify", "--man=no", here).stderr

    def test_it_is_shut_in(self, tmp_path: Path) -> None:
        text = (DEPLOY / "stagewatt.service").read_text()
        whole = exposure(text, tmp_path)
        assert 0 < whole <= EXPOSURE_MAX
        for protection in ("ProtectSystem=strict", "RestrictNamespaces=yes", "DevicePolicy=closed"):
            assert protection in text
            assert exposure(text.replace(protection, ""), tmp_path) >= whole
        open_wide = text.replace("CapabilityBoundingSet=", "#").replace("SystemCallFilter=", "#")
        assert exposure(open_wide, tmp_path) > EXPOSURE_MAX


def exposure(text: str, folder: Path) -> float:
    """Return how exposed a service is, from 0 to 10."""
    here = folder / "stagewatt.service"
    here.write_text(text)
    said = ran(tool("systemd-analyze"), "security", "--offline=true", "--no-pager", here)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said.stdout)
    assert found is not None, said.stderr
    return float(found[1])


class TestExamples:
    """Configurations to start from."""

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_each_passes_the_check_without_a_note(
        self, path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["config", "check", str(path)]) == 0
        assert "fine" in (said := capsys.readouterr().out)
        assert "note" not in said
        assert load(path).data_dir == Path("/var/lib/stagewatt")

    def test_the_control_unit_reads_eight_c24_some_of_them_on_one_line(self) -> None:
        racks = load(DEPLOY / "examples" / "control-unit.toml").racks
        assert len(racks) == 8
        assert all(rack.model.id.startswith("c24-") for rack in racks)
        lines = {rack.meter.address.port for rack in racks if _serial(rack.meter)}
        assert len(lines) == 1
        assert sum(_serial(rack.meter) for rack in racks) == 3

    def test_the_pages_lamps_and_key_are_those_of_the_example_and_of_the_overlays(self) -> None:
        overlays = (DEPLOY / "config.txt").read_text().splitlines()
        told = re.findall(r"^dtoverlay=gpio-.*$", PAGE, re.MULTILINE)
        assert len(told) == 3
        assert set(told) <= set(overlays)
        example = (DEPLOY / "examples" / "one-rack.toml").read_text()
        (lamps,) = re.findall(r"```toml\n(\[leds\]\n.*?)```", PAGE, re.DOTALL)
        assert lamps in example
        (pin,) = re.findall(r"gpio-key,gpio=(\d+)", PAGE)
        assert f"platform-button@{int(pin):x}-event" in lamps

    def test_the_key_is_not_the_machines_power_key(self) -> None:
        codes = re.findall(r"keycode=(\d+)", (DEPLOY / "config.txt").read_text())
        # 116, 142, 205, 356, 408: logind switches off, sleeps or reboots (systemd: logind-button).
        assert codes
        assert not {"116", "142", "205", "356", "408"} & set(codes)


def _serial(device: DeviceSetup) -> bool:
    return isinstance(device.address, SerialAddress)


class TestPage:
    """docs/installation.md."""

    def test_every_file_it_names_is_shipped(self) -> None:
        named = set(re.findall(r"(?<!/)(?:examples|network|udev)/[\w.-]+", PAGE))
        assert len(named) >= 5
        for name in named:
            assert (DEPLOY / name).is_file(), name
        assert "deploy/bundle.sh aarch64 3.11" in COMMANDS
        assert {"sudo ./install.sh"} <= set(COMMANDS)

    @pytest.mark.parametrize("name", ["bundle.sh", "install.sh"])
    def test_the_scripts_are_scripts(self, name: str) -> None:
        script = DEPLOY / name
        assert os.access(script, os.X_OK)
        subprocess.run(["bash", "-n", str(script)], check=True)

    def test_the_backup_brings_back_what_it_took(self, tmp_path: Path) -> None:
        """The page's own commands, on a folder in place of /var/lib."""
        kept = tmp_path / "lib" / "stagewatt" / "racks"
        kept.mkdir(parents=True)
        (kept / "left.json").write_text("names")
        take = next(line for line in COMMANDS if "-czf" in line)
        give = next(line for line in COMMANDS if "-xzf" in line)
        self.run_here(take, tmp_path)
        shutil.rmtree(kept)
        self.run_here(give, tmp_path)
        assert (kept / "left.json").read_text() == "names"

    @staticmethod
    def run_here(command: str, folder: Path) -> None:
        assert command.startswith("sudo tar ")
        words = command.removeprefix("sudo ").replace("/var/lib", str(folder / "lib")).split()
        subprocess.run(words, cwd=folder, check=True)

    def test_an_installation_that_cannot_be_says_why_and_leaves_nothing(
        self, tmp_path: Path
    ) -> None:
        script, root = shutil.copy(DEPLOY / "install.sh", tmp_path), tmp_path / "root"
        alone = ran(script, ROOT=str(root))
        assert alone.returncode == 1
        assert "where wheels/ and run.lock are" in alone.stderr
        (tmp_path / "wheels").mkdir()
        (tmp_path / "run.lock").write_text("")
        old = ran(script, ROOT=str(root), PYTHON="false")
        assert old.returncode == 1
        assert "needs Python 3.11" in old.stderr
        assert not root.exists()


class TestBusTable:
    """The table of docs/control-unit.md."""

    ROWS = re.findall(
        r"^\| ([\w-]+) \((\d+) ways\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$",
        (ROOT / "docs" / "control-unit.md").read_text("utf-8"),
        re.MULTILINE,
    )

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
    def test_each_row_is_what_the_check_computes(self, row: tuple[str, ...]) -> None:
        rack = model(row[0])
        assert len(rack.supervised) == int(row[1])
        for baud, told in zip((19_200, 38_400, 57_600, 115_200), row[2:6], strict=True):
            assert 100 * line_use(self.devices(row[0], baud), baud).total == pytest.approx(
                int(told), abs=0.51
            )
        one = line_use(self.devices(row[0], 115_200), 115_200).total
        assert int(MAX_USE // one) == int(row[6])

    def test_it_has_rows(self) -> None:
        assert len(self.ROWS) == 5

    @staticmethod
    def devices(name: str, baud: int) -> list[DeviceSetup]:
        rack = model(name)
        address = SerialAddress(port="x", baud=baud)
        ways = tuple(way.id for way in rack.supervised)
        return [
            DeviceSetup(id="b", table="rack_io", address=address, unit=1, period_ms=500, ways=ways),
            DeviceSetup(id="m", table=rack.meter, address=address, unit=2, period_ms=1000),
        ]
