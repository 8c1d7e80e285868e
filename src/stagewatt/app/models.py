"""`stagewatt models`: the catalogue as a table for people, as JSON for programs."""

from __future__ import annotations

import argparse

import msgspec

from stagewatt.catalogue.load import models
from stagewatt.catalogue.table import models_json, render


def run(argv: list[str]) -> int:
    """Print the catalogue and return 0."""
    parser = argparse.ArgumentParser(prog="stagewatt models", description="List the rack models.")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    wants = parser.parse_args(argv)
    if wants.json:
        print(msgspec.json.format(msgspec.json.encode(models_json()), indent=2).decode())
    else:
        print(render(models()))
    return 0
