"""Whatever a person writes: a scenario that can be played, or findings; never a traceback."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.domain.errors import BadDocument
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.doing import WORDS
from stagewatt.twin.scenario.read import scenario

pytestmark = pytest.mark.unmeasured

DOCUMENT = Path(__file__).parents[3] / "docs" / "formats" / "scenario.md"
GOOD = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)[0]
LINES = GOOD.splitlines()
KEYS = sorted(set(re.findall(r"\b([a-z_]+) ?=", GOOD)) | {"p_w", "leak_ma", *WORDS})

WORDS_OF_IT = ["", "A1", "A1-6", "X9", "panel_source", "foh", "source", "par64", "hoist-1t", "on"]
ODD = [
    "", "0", "-1", "1e999", "nan", "true", '""', '"x"', '"A1-99"', "[]", "[[]]", "[{}]", "{}",
    '{ at = ["A1"] }', '["A", 1]', "1979-05-27", "0x" + "f" * 300, "9" * 500, '"\\u0000"', "'''",
]  # fmt: skip

LEAVES = (
    st.sampled_from([*WORDS_OF_IT, *WORDS])
    | st.text("ab\0é -", max_size=3)
    | st.booleans()
    | st.integers(-5, 200)
    | st.sampled_from([10**30, -(10**400), 0.5, 1e300, math.inf, math.nan])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=4,
)
DEEDS = st.sampled_from(["cue", "plug", "unplug", "weather", "say", "do"])
ENTRIES = st.dictionaries(DEEDS | st.sampled_from(["at_s", "every_s", "until_s", "rack"]), VALUES)
DONE = st.fixed_dictionaries(
    {
        "do": st.dictionaries(
            st.sampled_from(WORDS),
            st.dictionaries(st.sampled_from(["way", "load", "fault", *KEYS]), VALUES, max_size=3),
            min_size=1,
            max_size=1,
        )
    }
)


def written(value: Any) -> str:
    """Return a value as TOML writes it in a line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {written(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, str) else str(value)


def outcome(text: str) -> str:
    """Read a text; what can be read can be played from its first look to its end."""
    try:
        read = scenario(text, "f.toml")
    except BadDocument as bad:
        explained = all(each.place and each.problem and each.cure for each in bad.findings)
        one_line = all(len(str(each).splitlines()) == 1 for each in bad.findings)
        return "explained" if bad.findings and explained and one_line else f"unexplained: {bad}"
    director = Director(read)
    director.actions(0)
    director.skip_to(read.duration_s)
    director.actions(0)
    return "fine"


@st.composite
def mutated(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition("=")[0].strip() or "x"
        kind = draw(st.sampled_from(["drop", "repeat", "odd", "value", "copy", "cut", "text"]))
        match kind:
            case "drop":
                lines[at] = ""
            case "repeat":
                lines.insert(at, lines[at])
            case "odd":
                lines[at] = f"{key} = {draw(st.sampled_from(ODD))}"
            case "value":
                lines[at] = f"{key} = {written(draw(VALUES))}"
            case "copy":
                lines[at] = draw(st.sampled_from(LINES))
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case _:
                lines[at] = draw(st.text(max_size=20))
    return "\n".join(lines)


@settings(max_examples=60)
@given(mutated())
def test_a_mutated_file_is_fine_or_explained(text: str) -> None:
    assert outcome(text) in {"fine", "explained"}


@settings(max_examples=80)
@given(st.lists(ENTRIES | DONE, max_size=3))
def test_any_timeline_is_fine_or_explained(entries: list[Any]) -> None:
    head = GOOD[: GOOD.index("[[patch]]")]
    entries = [{"rack": "foh", **entry} for entry in entries]
    assert outcome(f"timeline = {written(entries)}\n{head}") in {"fine", "explained"}


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["source", "weather", "racks", "patch", "seed"]), VALUES))
def test_any_top_is_fine_or_explained(tables: dict[str, Any]) -> None:
    lines = [f"{key} = {written(value)}" for key, value in tables.items()]
    head = 'schema = "scenario/1"\ntitle = "T"\nabout = "A"\nduration_s = 1.0\n'
    assert outcome(head + "\n".join(lines)) in {"fine", "explained"}


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_each_key_with_each_odd_value(value: str) -> None:
    for at, line in enumerate(LINES):
        key, equals, _ = line.partition("=")
        if equals:
            text = "\n".join([*LINES[:at], f"{key} = {value}", *LINES[at + 1 :]])
            assert outcome(text) in {"fine", "explained"}, text
