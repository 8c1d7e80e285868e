"""`stagewatt twin`: one simulated rack as a process, with its Modbus port and its front panel."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import re
import signal
import socket
import sys
import time
from dataclasses import dataclass

import uvloop

from stagewatt.catalogue.load import model as rack_model
from stagewatt.domain.errors import Unknown
from stagewatt.domain.rack import CtPosition
from stagewatt.http.serve import server as http_server
from stagewatt.meters.registry import meter as meter_table
from stagewatt.twin.panel.app import build as panel_app
from stagewatt.twin.plant import Plant, build
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.show import Show, ShowKind
from stagewatt.twin.simulation import Simulation
from stagewatt.twin.units import BOARD_UNIT, METER_UNIT, Units

_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:]+\]|[^:\[\]]+):(?P<port>\d{1,5})")
_SERIAL = re.compile(r"[0-9A-F]{12}")
_NAME = re.compile(r"[ -~]{1,16}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 = any free one."""

    host: str
    port: int


def run(argv: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM; 2 for wrong use, 1 where it cannot listen."""
    wants = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        plant = _plant(wants)
    except Unknown as error:
        return _fail(error.message, 2)
    if wants.meter_unit == wants.board_unit:
        return _fail("meter and board need different unit numbers", 2)
    try:
        with _listen(wants.listen, "--listen") as modbus, _listen(wants.panel, "--panel") as panel:
            uvloop.run(_serve(wants, plant, modbus, panel))
    except OSError as error:
        return _fail(str(error), 1)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stagewatt twin",
        description="One simulated rack: Modbus TCP (meter and I/O board) and its front panel.",
    )
    add = parser.add_argument
    add("model", metavar="MODEL", help="for example smartpdu-48; `stagewatt models` lists them")
    add("--listen", type=_address, default=_address("127.0.0.1:5020"), metavar="HOST:PORT")
    add("--panel", type=_address, default=_address("127.0.0.1:9000"), metavar="HOST:PORT")
    add("--serial", type=_serial, metavar="HEX12", help="of its I/O board; default: by the seed")
    add("--printed-name", type=_printed, metavar="NAME", help="default: model and serial")
    add("--show", type=ShowKind, choices=list(ShowKind), default=ShowKind.NONE)
    add("--seed", type=int, default=1, help="draws breakers, noise and show")
    add("--ct", type=CtPosition, choices=list(CtPosition), help="default: the model's")
    add("--meter-unit", type=_unit, default=METER_UNIT, metavar="1..247")
    add("--board-unit", type=_unit, default=BOARD_UNIT, metavar="1..247")
    add("--allow-host", action="append", default=[], metavar="NAME", help="for the panel")
    return parser


def _plant(wants: argparse.Namespace) -> Plant:
    return build(
        rack_model(wants.model),
        serial=wants.serial or f"5A{wants.seed & 0xFF_FFFF_FFFF:010X}",
        printed_name=wants.printed_name,
        seed=wants.seed,
        ct_position=wants.ct,
    )


async def _serve(
    wants: argparse.Namespace, plant: Plant, modbus: socket.socket, panel: socket.socket
) -> None:
    """Serve until told to stop; the simulation goes on whatever clients do."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    simulation, server = _rack(wants, plant)
    app = panel_app(simulation, server, allowed_hosts=wants.allow_host)
    http = http_server(app, wants.panel.host, wants.panel.port)
    line = (
        f"twin {plant.model.id} serial={plant.serial} modbus={_named(modbus)} "
        f"panel=http://{_named(panel)}\n"
    )
    async with server.serving(modbus), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(simulation.run(), name="simulation")
        tasks.create_task(http.serve(sockets=[panel]), name="panel")
        sys.stdout.write(line)
        sys.stdout.flush()
        await stop.wait()
        http.should_exit = True
        running.cancel()


def _rack(wants: argparse.Namespace, plant: Plant) -> tuple[Simulation, ModbusServer]:
    """Return the rack and what answers for it; each start is a further boot of its board."""
    simulation = Simulation(
        plant,
        time.monotonic_ns,
        show=Show(plant, wants.show, wants.seed),
        boot=int(time.time()) & 0xFFFF,
    )
    units = Units(
        plant,
        meter_table(plant.model.meter),
        lambda: simulation.state,
        random.Random(wants.seed),
        meter_unit=wants.meter_unit,
        board_unit=wants.board_unit,
    )
    return simulation, ModbusServer(units.reply)


def _listen(address: Address, option: str) -> socket.socket:
    """Return a listening socket. Raises OSError that says what to do."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family, backlog=128)
    except OSError as error:
        raise OSError(
            f"cannot listen on {address.host}:{address.port}: {error.strerror}; end what listens "
            f"there, or choose another place with {option}"
        ) from error


def _named(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"stagewatt twin: {message}\n")
    return status


def _address(text: str) -> Address:
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"]) > 0xFFFF:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return Address(found["host"].strip("[]"), int(found["port"]))


def _serial(text: str) -> str:
    if not _SERIAL.fullmatch(text.upper()):
        raise argparse.ArgumentTypeError(f"{text!r} is not twelve hexadecimal digits")
    return text.upper()


def _printed(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 to 16 printable ASCII characters")
    return text


def _unit(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 247):
        raise argparse.ArgumentTypeError(f"{text!r} is not a unit number from 1 to 247")
    return int(text)
