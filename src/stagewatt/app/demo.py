"""`stagewatt demo`: simulated racks and one node each, every one a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from stagewatt.app.children import Child
from stagewatt.app.config import at_line
from stagewatt.app.demo_plan import (
    TWIN_HOST,
    Place,
    Process,
    config,
    introduced,
    site,
    twins,
    watched,
)
from stagewatt.catalogue.load import model as rack_model
from stagewatt.domain.errors import BadDocument, Unknown
from stagewatt.domain.rack import RackModel
from stagewatt.twin.scenario.read import opened, shipped

READY_S = 30.0
PORT_MAX = 65_535 - 31
"""Up to 32 racks stand on neighbouring ports."""


def run(argv: list[str]) -> int:
    """Start everything, print the addresses, stop all of it on Ctrl-C or SIGTERM."""
    wants = _parser().parse_args(argv)
    if wants.scenario is not None and (wants.racks, wants.model, wants.show) != (None, None, None):
        print(
            "stagewatt demo: a scenario has racks and a show of its own; leave out --racks, "
            "--model and --show",
            file=sys.stderr,
        )
        return 2
    try:
        title, models = _racks(wants)
    except Unknown as error:
        print(f"stagewatt demo: {error.message}", file=sys.stderr)
        return 2
    except BadDocument as error:
        for finding in error.findings:
            print(at_line(error.document, finding), file=sys.stderr)
        return 2
    places = tuple(_place(wants, model, number) for number, model in enumerate(models))
    taken = [port for place in places for port in _taken(place)]
    if taken:
        print(
            f"stagewatt demo: cannot listen on {', '.join(taken)}; end what listens there, "
            "or choose others with --host, --port, --modbus-port, --panel-port",
            file=sys.stderr,
        )
        return 1
    show = wants.show or "living"
    racks = twins(places, show) if wants.scenario is None else site(places, wants.scenario)
    return asyncio.run(_serve(places, racks, title))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stagewatt demo",
        description="Simulated racks with a living show, one node each, and the screen.",
    )
    add = parser.add_argument
    add("--racks", type=int, choices=range(1, 33), metavar="1..32", help="default: 1")
    add("--model", help="default: smartpdu-48")
    add(
        "--scenario",
        metavar="NAME|FILE",
        help=f"a written show with its racks: {', '.join(shipped())}, or a file",
    )
    add("--port", type=_port, default=8080, help="screen of rack 0; rack i on + i")
    add("--modbus-port", type=_port, default=5020)
    add("--panel-port", type=_port, default=9000)
    add("--host", default="127.0.0.1", help="0.0.0.0 opens the screen to the LAN")
    add("--show", choices=("living", "steady", "none"), help="default: living")
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name of this machine",
    )
    add("--data", type=Path, default=None, help="where names and limits are kept")
    return parser


def _racks(wants: argparse.Namespace) -> tuple[str, list[RackModel]]:
    """Return a title, and the racks' models. Raises Unknown, BadDocument."""
    if wants.scenario is None:
        model = rack_model(wants.model or "smartpdu-48")
        return model.title, [model] * (wants.racks or 1)
    scenario = opened(wants.scenario)
    return scenario.title, [rack.model for rack in scenario.racks]


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= PORT_MAX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to {PORT_MAX}")
    return int(text)


def _place(wants: argparse.Namespace, model: RackModel, number: int) -> Place:
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    kept = model.id if wants.scenario is None else Path(wants.scenario).stem
    data = (wants.data or state / "stagewatt" / "demo") / f"{kept}-{number}"
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
        (TWIN_HOST, place.modbus),
        (TWIN_HOST, place.panel),
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


def _say_of(racks: Process) -> Callable[[str], None]:
    """Return what passes on all but the addresses, which the welcome tells."""

    def say(line: str) -> None:
        if not line.startswith(f"{racks.name}: twin "):
            _say(line)

    return say


def _node(place: Place, places: Sequence[Place]) -> Child:
    place.data.mkdir(parents=True, exist_ok=True)
    file = place.data / "node.toml"
    file.write_text(config(place, places))
    return Child(f"node {place.number}", ("node", f"--config={file}"), _say)


async def _serve(places: Sequence[Place], racks: Sequence[Process], title: str) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    children = [Child(rack.name, rack.argv, _say_of(rack)) for rack in racks]
    children += [_node(place, places) for place in watched(places)]
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


def _welcome(places: Sequence[Place], title: str) -> str:
    nodes = watched(places)
    lines = [f"{title}: {introduced(places)}", ""]
    for place in places:
        if place in nodes:
            lines.append(f"  open this    http://{_shown(place.host)}:{place.screen}/")
        lines.append(f"  front panel  http://{TWIN_HOST}:{place.panel}/")
        lines.append(f"  {_wire(place)}")
        lines.append("")
    return "\n".join([*lines, "Ctrl-C stops everything."])


def _wire(place: Place) -> str:
    if not place.model.network:
        return "no network: nothing reads this rack, the screen lists it as not monitored"
    return f"Modbus TCP   {TWIN_HOST}:{place.modbus} (meter: unit 1, I/O board: unit 2)"


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
