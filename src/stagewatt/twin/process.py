"""`stagewatt twin`: the simulated racks of one site as a process, with Modbus ports and panels."""

from __future__ import annotations

import argparse
import contextlib
import logging
import re
import socket
import sys
from dataclasses import dataclass, replace

import uvloop

from stagewatt.catalogue.load import model as rack_model
from stagewatt.domain.errors import BadDocument, Refused
from stagewatt.domain.pieces import LeverRule
from stagewatt.domain.rack import CtPosition
from stagewatt.meters.registry import meter as meter_table
from stagewatt.twin.cast import Cast, equal_racks, played
from stagewatt.twin.hosting import Answering, Doors, serve
from stagewatt.twin.meter_setup import Setup, refuse_unknown
from stagewatt.twin.plant import Plant, build
from stagewatt.twin.show import ShowKind
from stagewatt.twin.units import BOARD_UNIT, METER_UNIT

RACKS_MAX = 200
_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:]+\]|[^:\[\]]+):(?P<port>\d{1,5})")
_SERIAL = re.compile(r"[0-9A-F]{12}")
_NAME = re.compile(r"[ -~]{1,16}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 = any free one."""

    host: str
    port: int

    def further(self, number: int) -> Address:
        """Return the place so many ports on."""
        return Address(self.host, self.port + number if self.port else 0)


def run(argv: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM; 2 for wrong use, 1 where it cannot listen."""
    wants = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if (wants.model is None) == (wants.scenario is None):
        return _fail("give either MODEL or --scenario FILE", 2)
    if wants.meter_unit == wants.board_unit:
        return _fail("meter and board need different unit numbers", 2)
    try:
        cast = _cast(wants)
    except Refused as error:
        return _fail(error.message, 2)
    except BadDocument as error:
        return _fail(str(error), 2)
    answering = Answering(wants.meter_unit, wants.board_unit, _seed(wants), tuple(wants.allow_host))
    try:
        with contextlib.ExitStack() as stack:
            doors = [_doors(stack, wants, at, plant) for at, plant in enumerate(cast.plants)]
            uvloop.run(serve(cast, doors, answering))
    except OSError as error:
        return _fail(str(error), 1)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stagewatt twin",
        description="Simulated racks: Modbus TCP (meter and I/O board) and their front panels.",
    )
    add = parser.add_argument
    add(
        "model",
        nargs="?",
        metavar="MODEL",
        help="for example smartpdu-48; `stagewatt models` lists them",
    )
    add("--scenario", metavar="FILE", help="a written show with its racks, instead of MODEL")
    add("--racks", type=_racks, default=1, metavar="N", help="so many of MODEL on one supply")
    add("--chain", action="store_true", help="each of them on the panel source of the one before")
    add(
        "--listen",
        type=_address,
        default=_address("127.0.0.1:5020"),
        metavar="HOST:PORT",
        help="of the first rack; each further one on the next port",
    )
    add(
        "--panel",
        type=_address,
        default=_address("127.0.0.1:9000"),
        metavar="HOST:PORT",
        help="the same for the front panels",
    )
    add("--serial", type=_serial, metavar="HEX12", help="of its I/O board; default: by the seed")
    add("--printed-name", type=_printed, metavar="NAME", help="default: model and serial")
    add("--show", type=ShowKind, choices=list(ShowKind), default=ShowKind.NONE)
    add("--seed", type=int, help="draws breakers, noise and show; default: 1, or the scenario's")
    add("--ct", type=CtPosition, choices=list(CtPosition), help="default: the model's")
    add("--averaging-s", type=float, default=Setup().window_s, help="the meter's window")
    add("--ct-ratio", type=_ratio, default=(100, 5), metavar="A:B", help="of its transformers")
    add("--levers", type=LeverRule, choices=list(LeverRule), help="after a trip; default: model's")
    add("--meter-unit", type=_unit, default=METER_UNIT, metavar="1..247")
    add("--board-unit", type=_unit, default=BOARD_UNIT, metavar="1..247")
    add("--allow-host", action="append", default=[], metavar="NAME", help="for the panel")
    return parser


def _cast(wants: argparse.Namespace) -> Cast:
    """Return the racks and who plays on them. Raises Refused, BadDocument."""
    if wants.scenario is not None:
        return played(wants.scenario, wants.seed)
    plants = [_plant(wants, number) for number in range(wants.racks)]
    return equal_racks(plants, wants.show, _seed(wants), chain=wants.chain)


def _seed(wants: argparse.Namespace) -> int:
    return 1 if wants.seed is None else int(wants.seed)


def _plant(wants: argparse.Namespace, number: int) -> Plant:
    """Draw one rack as it is wanted. Raises Unknown, Invalid."""
    seed = _seed(wants) + number
    alone = wants.racks == 1
    model = rack_model(wants.model)
    primary, secondary = wants.ct_ratio
    meter = Setup(window_s=wants.averaging_s, ct_primary_a=primary, ct_secondary_a=secondary)
    refuse_unknown(meter, meter_table(model.meter))
    return build(
        model if wants.levers is None else replace(model, levers=wants.levers),
        serial=wants.serial if wants.serial and alone else f"5A{seed & 0xFF_FFFF_FFFF:010X}",
        printed_name=wants.printed_name if alone else None,
        seed=seed,
        ct_position=wants.ct,
        meter=meter,
    )


def _doors(
    stack: contextlib.ExitStack, wants: argparse.Namespace, number: int, plant: Plant
) -> Doors:
    """Return where one rack listens; a rack without a network has a panel only."""
    modbus = None
    if plant.model.network:
        modbus = stack.enter_context(_listen(wants.listen.further(number), "--listen"))
    return Doors(modbus, stack.enter_context(_listen(wants.panel.further(number), "--panel")))


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


def _racks(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= RACKS_MAX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {RACKS_MAX}")
    return int(text)


def _ratio(text: str) -> tuple[int, int]:
    primary, _, secondary = text.partition(":")
    if not (primary.isdecimal() and secondary.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not PRIMARY:SECONDARY, for example 250:5")
    return int(primary), int(secondary)


def _unit(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 247):
        raise argparse.ArgumentTypeError(f"{text!r} is not a unit number from 1 to 247")
    return int(text)
