"""Every name that a rack's picture carries is explained in the glossary."""

from dataclasses import fields
from enum import StrEnum
from inspect import getmembers, isclass
from pathlib import Path

import pytest

from stagewatt.domain import quality, view
from stagewatt.domain.reading import EnergyValues

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text()
RECORDS = [
    kind
    for _, kind in getmembers(view, isclass)
    if kind.__module__ == view.__name__ and not issubclass(kind, StrEnum)
]


@pytest.mark.parametrize("record", [*RECORDS, EnergyValues], ids=lambda kind: kind.__name__)
def test_each_field_stands_in_the_glossary(record: type) -> None:
    unexplained = [field.name for field in fields(record) if f"`{field.name}`" not in GLOSSARY]
    assert not unexplained


@pytest.mark.parametrize("word", [*quality.Quality, *quality.Bound])
def test_each_word_of_doubt_stands_in_the_glossary(word: str) -> None:
    assert f"`{word}`" in GLOSSARY
