"""The page about rack models is true: its example loads, it names every key."""

import re
from pathlib import Path

import pytest
from msgspec import Struct

from stagewatt.catalogue import schema, schema_figures
from stagewatt.catalogue.load import load_text, model

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "rack-model.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
TABLES = [
    table
    for table in {**vars(schema_figures), **vars(schema)}.values()
    if isinstance(table, type) and issubclass(table, Struct) and table.__struct_fields__
]


def test_the_example_loads() -> None:
    rack = load_text(EXAMPLES[0], "page.toml")
    assert len(rack.supervised) == 12
    assert [way.id for way in rack.auxiliary] == ["X1", "X2", "X3"]
    assert [connector.id for connector in rack.connectors][:2] == ["A1-6", "A7-12"]


def test_the_example_of_a_variant_is_the_shipped_one() -> None:
    (variant,) = [each for each in EXAMPLES[1:] if "include" in each]
    assert load_text(variant, "page.toml") == model("c12b-21")


@pytest.mark.parametrize("table", TABLES)
def test_every_key_is_on_the_page(table: type[Struct]) -> None:
    written = re.findall(r"(?:^|[.{ ])\[*([a-z_0-9]+)(?:\]+| =)", PAGE, re.MULTILINE)
    missing = [
        key
        for key in table.__struct_fields__
        if key not in written and f"[{key}." not in PAGE and f".{key}." not in PAGE
    ]
    assert missing == []
