"""The page about the configuration is true: its examples work, it names every key."""

import re
from pathlib import Path

import pytest

from stagewatt.app import config_schema
from stagewatt.app.config import check_text

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "node-config.md").read_text("utf-8")
EXAMPLES = [text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "schema" in text]


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_is_fine(text: str) -> None:
    config, findings = check_text(text, "page")
    assert findings == ()
    assert config is not None
    assert config.notes == ()


def test_the_whole_example_writes_the_defaults_where_it_says_so() -> None:
    lines = [line for line in EXAMPLES[0].splitlines() if line.endswith("# default")]
    assert lines == ["port = 502                       # default"]
    assert "default 127.0.0.1:8080," in EXAMPLES[0]
    assert config_schema.DEFAULT_LISTEN == "127.0.0.1:8080"
    assert f"default {config_schema.DEFAULT_DATA_DIR} beside" in EXAMPLES[0]
    assert f"board_period_ms = {config_schema.DEFAULT_BOARD_PERIOD_MS} " in EXAMPLES[0]
    assert f"meter_period_ms = {config_schema.DEFAULT_METER_PERIOD_MS} " in EXAMPLES[0]
    assert f"default {config_schema.DEFAULT_UNIT}" in EXAMPLES[0]
    assert f"default {config_schema.DEFAULT_BAUD}" in PAGE


@pytest.mark.parametrize(
    "table",
    [
        config_schema.ConfigDocument,
        config_schema.NodeTable,
        config_schema.RackTable,
        config_schema.MeterDeviceTable,
        config_schema.BoardDeviceTable,
    ],
)
def test_every_key_is_on_the_page(table: type[config_schema.ConfigDocument]) -> None:
    written = set(re.findall(r"^\[*(?:racks\.)?([a-z_]+)(?:\]+| =)", PAGE, re.MULTILINE))
    assert set(table.__struct_fields__) <= written
