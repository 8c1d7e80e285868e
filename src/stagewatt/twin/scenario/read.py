"""Reads a scenario file: strictly, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from stagewatt.catalogue.document.prune import touches
from stagewatt.catalogue.document.source import decode, differences, rest
from stagewatt.domain.errors import BadDocument, Finding
from stagewatt.twin.scenario.judge import impossible
from stagewatt.twin.scenario.resolve import resolved
from stagewatt.twin.scenario.schema import ScenarioDocument
from stagewatt.twin.scenario.script import Scenario


def scenario(text: str, name: str) -> Scenario:
    """Return the scenario of a file's text.

    Raises BadDocument with every finding: line, place, problem and cure.
    """
    source = decode(text, name)
    shape = differences(source.data, ScenarioDocument)
    document = rest(source.data, shape, ScenarioDocument)
    judged = () if document is None else tuple(impossible(document))
    wrongs = (*shape, *(each for each in judged if not touches(each.path, shape)))
    if document is None or wrongs:
        raise BadDocument(name, source.findings(wrongs))
    return resolved(document)


def opened(word: str) -> Scenario:
    """Return the scenario of a shipped name or of a file's path. Raises BadDocument."""
    if word in shipped():
        return scenario(shipped()[word], f"{word}.toml")
    try:
        text = Path(word).read_bytes().decode("utf-8")
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        cure = f"give a file's path, or one of: {', '.join(shipped())}"
        raise BadDocument(word, (Finding("the file", str(problem), cure),)) from error
    return scenario(text, word)


@cache
def shipped() -> Mapping[str, str]:
    """Return the texts of the package's scenarios by name."""
    folder = resources.files("stagewatt.twin.scenario").joinpath("shipped")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in files
        if file.name.endswith(".toml")
    }
