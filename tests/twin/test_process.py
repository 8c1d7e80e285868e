"""`stagewatt twin` as a process: whoever reads, floods or dies, the rack goes on."""

from __future__ import annotations

import contextlib
import json
import random
import re
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient
from tests.end_to_end.program import unmeasured

from stagewatt.twin.process import run
from stagewatt.twin.simulation import CATCH_UP_NS
from stagewatt.wire.mbap import Frame, encode

DOCUMENT = Path(__file__).parents[2] / "docs" / "twin.md"
READY = re.compile(
    r"twin (?P<model>\S+) serial=(?P<serial>\S+) modbus=127\.0\.0\.1:(?P<modbus>\d+) "
    r"panel=http://127\.0\.0\.1:(?P<panel>\d+)\n"
)
QUESTION = encode(Frame(1, 2, bytes((3, 1, 0, 0, 69))))
FREE = ("--listen", "127.0.0.1:0", "--panel", "127.0.0.1:0")
CLIENT = f"""
import socket
s = socket.create_connection(("127.0.0.1", int(__import__("sys").argv[1])))
print("connected", flush=True)
while True:
    s.sendall(bytes.fromhex("{QUESTION.hex()}"))
    s.recv(512)
"""


class Twin:
    """One running twin; under coverage only if it is `measured`."""

    def __init__(self, *more: str, model: str = "smartpdu-36", measured: bool = False) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stagewatt", "twin", model, *FREE, *more],
            stdout=subprocess.PIPE,
            env=None if measured else unmeasured(),
            text=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        found = READY.fullmatch(self.line)
        assert found, self.line
        self.serial, self.modbus, self.panel = found["serial"], int(found["modbus"]), found["panel"]

    def ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.panel}/api/v1/{path}",
            data=data,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def state(self) -> Any:
        return self.ask("panel")

    def physics(self) -> Any:
        """Everything about power, without time and clients."""
        state = self.state()
        return {key: state[key] for key in ("main", "neutral_relay", "drain", "ways", "faults")}

    def passes(self, simulated_s: float) -> None:
        """Wait until the rack has lived through so much time; fail when it stands still."""
        goal_s = self.state()["time_s"] + simulated_s
        end_s = time.monotonic() + 20
        while self.state()["time_s"] < goal_s:
            assert time.monotonic() < end_s, "simulated time stands still"
            time.sleep(0.02)

    def stop(self) -> int:
        """End it politely and return its status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


@pytest.fixture
def start() -> Iterator[Callable[..., Twin]]:
    with contextlib.ExitStack() as stack:

        def started(*more: str, **wants: Any) -> Twin:
            twin = Twin(*more, **wants)
            stack.callback(twin.stop)
            return twin

        yield started


@pytest.fixture
def twin(start: Callable[..., Twin]) -> Twin:
    """A rack with two loads and nothing else."""
    started = start()
    started.ask("loads", {"way": "A1", "p_w": 2300})
    started.ask("loads", {"way": "panel_source", "p_w": [2300, 0, 4600]})
    return started


@contextlib.contextmanager
def client(port: int) -> Iterator[subprocess.Popen[str]]:
    """A client process that reads the board as fast as it can."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "connected\n"
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait(10)
        process.stdout.close()


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGSTOP])
def test_a_client_that_dies_or_freezes_changes_nothing(twin: Twin, signum: signal.Signals) -> None:
    before = twin.physics()
    with client(twin.modbus) as reader:
        reader.send_signal(signum)
        twin.passes(0.5)
        assert twin.physics() == before


def hammer(port: int, kind: str, until_s: float) -> None:
    """Misbehave on one connection after another."""
    chance = random.Random(kind)
    while time.monotonic() < until_s:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as s:
            s.settimeout(0.2)
            while time.monotonic() < until_s:
                s.sendall(chance.randbytes(500) if kind == "rubbish" else QUESTION * 20)
                if kind == "reads":
                    s.recv(4096)


def test_a_flood_changes_nothing(twin: Twin) -> None:
    before = twin.physics()
    half_open = [socket.create_connection(("127.0.0.1", twin.modbus)) for _ in range(20)]
    until_s = time.monotonic() + 2
    kinds = ("reads", "reads", "reads", "rubbish", "rubbish", "never reads")
    threads = [threading.Thread(target=hammer, args=(twin.modbus, k, until_s)) for k in kinds]
    for thread in threads:
        thread.start()
    twin.passes(0.8)
    assert twin.physics() == before
    for thread in threads:
        thread.join()
    for sock in half_open:
        sock.close()
    twin.passes(0.2)
    state = twin.state()
    assert state["modbus"]["answers"] > 100
    assert state["modbus"]["dropped"] > 0
    assert twin.physics() == before


def test_reading_leaves_the_rack_as_it_was(twin: Twin) -> None:
    before = twin.physics()
    with socket.create_connection(("127.0.0.1", twin.modbus), 5) as sock:
        for function in (3, 5, 6, 15, 16, 23):
            sock.sendall(encode(Frame(9, 2, bytes((function, 1, 0, 0, 1)))))
            answer = sock.recv(300)
            assert answer[7] == (3 if function == 3 else function | 0x80)
    assert twin.physics() == before


def test_a_stopped_twin_says_what_it_missed(twin: Twin) -> None:
    twin.process.send_signal(signal.SIGSTOP)
    begun_s = time.monotonic()
    while time.monotonic() - begun_s < 1.0:
        time.sleep(0.1)
    twin.process.send_signal(signal.SIGCONT)
    twin.passes(0.1)
    assert twin.state()["lost_s"] >= 1.0 - CATCH_UP_NS / 1e9 - 0.1
    assert twin.state()["main"]["lever"] == "on"


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly(start: Callable[..., Twin], signum: signal.Signals) -> None:
    twin = start("--show", "living", "--serial", "4711abcdef00", "--printed-name", "FOH")
    assert twin.serial == "4711ABCDEF00"
    assert twin.state()["printed_name"] == "FOH"
    with client(twin.modbus):
        twin.process.send_signal(signum)
        assert twin.process.wait(10) == 0


def test_a_taken_port_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        assert run(["smartpdu-36", "--listen", place, "--panel", "127.0.0.1:0"]) == 1
        told = capsys.readouterr().err
        assert place in told
        assert "--listen" in told
        assert run(["smartpdu-36", "--listen", "127.0.0.1:0", "--panel", place]) == 1
        assert "--panel" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["smartpdu-37"], "no rack model 'smartpdu-37'"),
        (["smartpdu-36", "--board-unit", "1"], "different unit numbers"),
        (["c24", "--averaging-s", "7"], "averages over one of 10, 300, 480"),
        (["c24", "--ct-ratio", "63:7"], "secondary is 1 or 5 A"),
    ],
)
def test_wrong_use_is_named(argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*argv, *FREE]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    "option",
    [
        ["--listen", "5020"],
        ["--listen", "127.0.0.1:99999"],
        ["--serial", "12"],
        ["--printed-name", "Bühne"],
        ["--printed-name", "a name of far too many letters"],
        ["--meter-unit", "0"],
        ["--board-unit", "x"],
        ["--show", "rock"],
        ["--ct-ratio", "250"],
        ["--levers", "four"],
    ],
)
def test_wrong_options_are_refused(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["smartpdu-36", *option])
    assert ended.value.code == 2
    assert option[0] in capsys.readouterr().err


def test_a_rack_may_differ_from_its_model(start: Callable[..., Twin]) -> None:
    options = ("--averaging-s", "10", "--ct-ratio", "63:1", "--levers", "middle")
    twin = start(*options, model="c24")
    with ModbusTcpClient("127.0.0.1", port=twin.modbus) as modbus:
        assert modbus.read_holding_registers(513, count=2, device_id=1).registers == [1, 63]
        assert modbus.read_holding_registers(573, count=1, device_id=1).registers == [10]
    twin.ask("panel/test_button", {"way": "1"})
    way = next(each for each in twin.state()["ways"] if each["id"] == "1")
    assert way["position"] == "middle"


def test_the_documents_examples_work(start: Callable[..., Twin]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    twin = start("--show", "living", model="smartpdu-48")
    blocks = re.findall(r"```bash\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    examples = [line for block in blocks for line in block.splitlines()]
    assert len(examples) > 15
    for example in examples:
        words = shlex.split(example.replace("127.0.0.1:9000", f"127.0.0.1:{twin.panel}"))
        assert words[0] == "curl"
        ran = subprocess.run(
            ["curl", "--fail-with-body", *words[1:]], capture_output=True, timeout=20, check=False
        )
        assert ran.returncode == 0, (example, ran.stdout)
        assert json.loads(ran.stdout)
    state = twin.state()
    assert state["main"]["lever"] == "on"
    assert state["faults"] == []


def test_the_document_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        run(["--help"])
    for option in re.findall(r"--[a-z-]+", capsys.readouterr().out):
        assert option in text or option == "--help", option


@pytest.mark.wire
def test_a_foreign_client_reads_meter_and_board(twin: Twin) -> None:
    if shutil.which("mbpoll") is None:
        pytest.skip("mbpoll is not installed (Debian package mbpoll)")

    def polled(*words: str) -> list[str]:
        ran = subprocess.run(
            ["mbpoll", "-m", "tcp", "-p", str(twin.modbus), "-0", "-1", *words, "127.0.0.1"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return re.findall(r"^\[\d+\]:\s+(\S+)", ran.stdout, re.MULTILINE)

    # The meter's floats: volts at 0, amps at 6; -B = high word first.
    volts = polled("-a", "1", "-t", "3:float", "-B", "-r", "0", "-c", "3")
    assert [float(v) for v in volts] == pytest.approx([229.6, 230.0, 229.6], abs=0.6)
    amps = polled("-a", "1", "-t", "3:float", "-B", "-r", "6", "-c", "3")
    assert [float(a) for a in amps] == pytest.approx([20.0, 0.0, 20.0], abs=0.2)
    board = polled("-a", "2", "-t", "3:hex", "-r", "0", "-c", "4")
    assert board == ["0x5357", "0x494F", "0x0001", "0x0024"]
    way_a1 = polled("-a", "2", "-t", "3", "-r", str(0x0100 + 32), "-c", "1")
    assert int(way_a1[0]) == pytest.approx(998, abs=10)


def test_nothing_but_the_ready_line_is_printed(start: Callable[..., Twin]) -> None:
    twin = start()
    twin.passes(0.1)
    assert twin.process.stdout is not None
    assert select.select([twin.process.stdout], [], [], 0)[0] == []
