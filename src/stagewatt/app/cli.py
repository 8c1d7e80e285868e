"""The program `stagewatt`: one table of commands, each imported only when it is called."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module

from stagewatt import __version__


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, what it does, and the module whose `run(argv)` does it."""

    words: tuple[str, ...]
    does: str
    module: str


COMMANDS = (
    Command(("demo",), "simulated racks, their nodes and the screen in one go", "app.demo"),
    Command(("node",), "watch the racks of a configuration and serve the screen", "app.node"),
    Command(("twin",), "one simulated rack: Modbus TCP and its front panel", "twin.process"),
    Command(("models",), "the rack models as a table, or as JSON", "app.models"),
    Command(("trip",), "when a breaker of a rack opens, and what of that is assumed", "app.trip"),
    Command(("solve",), "voltages and currents of a four-wire network", "app.solve"),
    Command(("config", "check"), "what is wrong with a configuration", "app.config_check"),
    Command(("doctor",), "what this machine and its network do to a node", "app.doctor"),
)


def usage() -> str:
    """Return the help text."""
    lines = [f"stagewatt {__version__}: watches touring power racks", "", "usage:"]
    width = max(len(" ".join(command.words)) for command in COMMANDS)
    lines += [f"  stagewatt {' '.join(c.words):<{width}}   {c.does}" for c in COMMANDS]
    lines += [
        "",
        "stagewatt COMMAND --help tells more. Monitoring only: it cannot switch anything.",
    ]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status (2 = wrong use)."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0 if words else 2
    if words[0] in {"-V", "--version"}:
        print(f"stagewatt {__version__}")
        return 0
    for command in COMMANDS:
        if tuple(words[: len(command.words)]) == command.words:
            return _run(command, words[len(command.words) :])
    print(f"stagewatt: no command {words[0]!r}\n\n{usage()}", file=sys.stderr)
    return 2


def _run(command: Command, argv: list[str]) -> int:
    run = import_module(f"stagewatt.{command.module}").run
    try:
        return int(run(argv))
    except BrokenPipeError:
        # Whoever read our output (`| head`) has seen enough; nothing more can be told there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
