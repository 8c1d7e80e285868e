"""`stagewatt config check FILE`: what is wrong with a configuration, with place and cure."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from stagewatt.app.config import NodeConfig, at_line, load
from stagewatt.domain.errors import BadDocument


def run(argv: list[str]) -> int:
    """Print the findings of a file, one a line; return 0 when it is fine, 2 when it is not."""
    parser = argparse.ArgumentParser(
        prog="stagewatt config check",
        description="Say what is wrong with a configuration: FILE:LINE: place: problem; cure",
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    path: Path = parser.parse_args(argv).file
    try:
        config = load(path)
    except BadDocument as error:
        for finding in error.findings:
            print(at_line(error.document, finding))
        return 2
    for note in config.notes:
        print(f"{at_line(str(path), note)} (a note, not an error)")
    print(f"{path}: fine: {_summary(config)}")
    return 0


def _summary(config: NodeConfig) -> str:
    devices = sum(1 + len(rack.boards) for rack in config.racks)
    counts = Counter(rack.model.id for rack in config.racks)
    models = ", ".join(f"{count} x {model}" for model, count in counts.items())
    count = _many(len(config.racks), "rack")
    racks = f"{count} ({models})" if models else "no racks: a screen for those of other nodes"
    where = f"listens on {config.host}:{config.port}"
    return (
        f"{racks}, {_many(devices, 'device')}, {where}, {_site(config)}, data in {config.data_dir}"
    )


def _site(config: NodeConfig) -> str:
    mesh = config.mesh
    if not mesh.enabled:
        return "alone, without a mesh"
    return f"site {mesh.site} ({'open' if mesh.key is None else 'locked'})"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
