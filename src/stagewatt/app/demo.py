"""`stagewatt demo`: simulated racks and one node each, every one a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from stagewatt.app.children import Child
from stagewatt.catalogue.load import model as rack_model
from stagewatt.domain.errors import Unknown

READY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one simulated rack and its node listen, and where the node keeps its data."""

    number: int
    model: str
    host: str
    screen: int
    modbus: int
    panel: int
    data: Path
    allowed_hosts: tuple[str, ...]

    @property
    def serial(self) -> str:
        """The rack's serial number: the same at every start, so that its names are found again."""
        return f"DE{self.number:02X}{sum(self.model.encode()):08X}"

    @property
    def config(self) -> str:
        """The node's configuration as TOML."""
        return "\n".join(
            (
                'schema = "node-config/1"',
                "[node]",
                f'name = "demo-{self.number}"',
                f'data_dir = "{self.data.as_posix()}"',
                f'listen = "{self.host}:{self.screen}"',
                f"allowed_hosts = {json.dumps(self.allowed_hosts)}",
                "[[racks]]",
                f'model = "{self.model}"',
                f'meter = {{ host = "127.0.0.1", port = {self.modbus}, unit = 1 }}',
                f'boards = [{{ host = "127.0.0.1", port = {self.modbus}, unit = 2 }}]',
                "",
            )
        )


def run(argv: list[str]) -> int:
    """Start everything, print the addresses, stop all of it on Ctrl-C or SIGTERM."""
    wants = _parser().parse_args(argv)
    try:
        model = rack_model(wants.model)
    except Unknown as error:
        print(f"stagewatt demo: {error.message}", file=sys.stderr)
        return 2
    places = tuple(_place(wants, model.id, number) for number in range(wants.racks))
    taken = [port for place in places for port in _taken(place)]
    if taken:
        print(
            f"stagewatt demo: already in use: {', '.join(taken)}; end what listens there, "
            "or choose others with --port, --modbus-port, --panel-port",
            file=sys.stderr,
        )
        return 1
    return asyncio.run(_serve(places, model.title, wants.show))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stagewatt demo",
        description="Simulated racks with a living show, one node each, and the screen.",
    )
    parser.add_argument("--racks", type=int, default=1, choices=range(1, 33), metavar="1..32")
    parser.add_argument("--model", default="smartpdu-48")
    parser.add_argument("--port", type=int, default=8080, help="screen of rack 0; rack i on + i")
    parser.add_argument("--modbus-port", type=int, default=5020)
    parser.add_argument("--panel-port", type=int, default=9000)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 opens the screen to the LAN")
    parser.add_argument("--show", default="living", choices=("living", "steady", "none"))
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name of this machine",
    )
    parser.add_argument("--data", type=Path, default=None, help="where names and limits are kept")
    return parser


def _place(wants: argparse.Namespace, model: str, number: int) -> Place:
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    data = (wants.data or state / "stagewatt" / "demo") / f"{model}-{number}"
    return Place(
        number=number,
        model=model,
        host=wants.host,
        screen=wants.port + number,
        modbus=wants.modbus_port + number,
        panel=wants.panel_port + number,
        data=data.absolute(),
        allowed_hosts=tuple(wants.allow_host),
    )


def _taken(place: Place) -> list[str]:
    found = []
    for host, port in (
        (place.host, place.screen),
        ("127.0.0.1", place.modbus),
        ("127.0.0.1", place.panel),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                found.append(f"{host}:{port} ({error.strerror})")
    return found


def _say(line: str) -> None:
    print(line, flush=True)


def _twin(place: Place, show: str) -> Child:
    return Child(
        f"rack {place.number}",
        (
            "twin",
            place.model,
            f"--listen=127.0.0.1:{place.modbus}",
            f"--panel=127.0.0.1:{place.panel}",
            f"--serial={place.serial}",
            f"--show={show}",
            f"--seed={place.number + 1}",
        ),
        _say,
    )


def _node(place: Place) -> Child:
    place.data.mkdir(parents=True, exist_ok=True)
    config = place.data / "node.toml"
    config.write_text(place.config)
    return Child(f"node {place.number}", ("node", f"--config={config}"), _say)


async def _serve(places: tuple[Place, ...], title: str, show: str) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    children = [child for place in places for child in (_twin(place, show), _node(place))]
    tasks = [asyncio.create_task(child.keep(), name=child.name) for child in children]
    try:
        await asyncio.wait_for(asyncio.gather(*(c.ready.wait() for c in children)), READY_S)
        _say(_welcome(places, title))
        await stop.wait()
    except TimeoutError:
        silent = ", ".join(child.name for child in children if not child.ready.is_set())
        _say(f"stagewatt demo: not ready after {READY_S:.0f} s: {silent}")
        return 1
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return 0


def _welcome(places: tuple[Place, ...], title: str) -> str:
    lines = [f"{title}: {len(places)} simulated, each watched by its own node", ""]
    for place in places:
        lines += [
            f"  open this    http://{_shown(place.host)}:{place.screen}/",
            f"  front panel  http://127.0.0.1:{place.panel}/api/v1/panel",
            f"  Modbus TCP   127.0.0.1:{place.modbus} (meter: unit 1, I/O board: unit 2)",
            "",
        ]
    return "\n".join([*lines, "Ctrl-C stops everything."])


def _shown(host: str) -> str:
    """Return an address a phone can open: the wildcard stands for this machine's own."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # No packet leaves: connecting a datagram socket only picks the outgoing address.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
