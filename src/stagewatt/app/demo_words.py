"""The words of `stagewatt demo`, and which racks they ask for."""

from __future__ import annotations

import argparse
import os
from itertools import cycle, islice
from pathlib import Path

from stagewatt.app.demo_plan import Place
from stagewatt.catalogue.load import model as rack_model
from stagewatt.domain.rack import RackModel
from stagewatt.twin.scenario.read import opened, shipped

RACKS_MAX = 32
PORT_MAX = 65_535 - (RACKS_MAX - 1)
"""The racks stand on neighbouring ports."""
DEFAULT_MODEL = "smartpdu-48"


def parsed(argv: list[str]) -> argparse.Namespace:
    """Return the words; SystemExit(2) after saying what is wrong with them."""
    parser = _parser()
    wants = parser.parse_args(argv)
    if wants.scenario is not None and (wants.racks, wants.model, wants.show) != (None, [], None):
        parser.error(
            "a scenario has racks and a show of its own; leave out --racks, --model and --show"
        )
    return wants


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stagewatt demo",
        description="Simulated racks with a living show, one node each, and the screen.",
    )
    add = parser.add_argument
    add("--racks", type=_count, metavar=f"1..{RACKS_MAX}", help="default: one of each --model")
    add("--one-node", action="store_true", help="one node reads all racks: one screen")
    add(
        "--model",
        action="append",
        default=[],
        help=f"default: {DEFAULT_MODEL}; given several times, the racks take turns",
    )
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


def racks(wants: argparse.Namespace) -> tuple[str, list[RackModel]]:
    """Return a title, and the racks' models. Raises Unknown, BadDocument."""
    if wants.scenario is not None:
        scenario = opened(wants.scenario)
        return scenario.title, [rack.model for rack in scenario.racks]
    asked = [rack_model(name) for name in wants.model or [DEFAULT_MODEL]]
    models = list(islice(cycle(asked), wants.racks or len(asked)))
    titles = dict.fromkeys(model.title for model in models)
    return ", ".join(titles), models


def places(wants: argparse.Namespace, models: list[RackModel]) -> tuple[Place, ...]:
    """Return where each rack stands, and where a node of its own would."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    base = wants.data or state / "stagewatt" / "demo"
    return tuple(
        Place(
            number=number,
            model=model,
            host=wants.host,
            screen=wants.port + number,
            modbus=wants.modbus_port + number,
            panel=wants.panel_port + number,
            data=(base / f"{_kept(wants, model)}-{number}").absolute(),
            allowed_hosts=tuple(wants.allow_host),
        )
        for number, model in enumerate(models)
    )


def _kept(wants: argparse.Namespace, model: RackModel) -> str:
    """Return under which name a node keeps its data: not that of another kind of demo."""
    kept = model.id if wants.scenario is None else Path(wants.scenario).stem
    return f"one-node-{kept}" if wants.one_node else kept


def _count(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= RACKS_MAX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {RACKS_MAX}")
    return int(text)


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= PORT_MAX):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to {PORT_MAX}")
    return int(text)
