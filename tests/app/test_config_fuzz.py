"""Whatever a person does to a good file: a configuration or findings, never a traceback."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.app.config import NodeConfig, check_text

pytestmark = pytest.mark.unmeasured

GOOD = (Path(__file__).parents[2] / "examples" / "real-rack.toml").read_text("utf-8")
LINES = GOOD.splitlines()

VALUES = [
    "", "0", "-1", "1e999", "nan", "true", '""', '"x"', '"A1-99"', "[]", "[[]]", "[{}]", "{}",
    '{ host = "a" }', '["A", 1]', "1979-05-27", "0x" + "f" * 5000, "9" * 5000, '"\\u0000"', "'''",
]  # fmt: skip


def outcome(text: str) -> str:
    config, findings = check_text(text, "f.toml")
    if isinstance(config, NodeConfig):
        return "fine" if not findings else "fine with findings"
    explained = all(each.place and each.problem and each.cure for each in findings)
    one_line = all(len(str(each).splitlines()) == 1 for each in findings)
    return "explained" if findings and explained and one_line else "unexplained"


@st.composite
def mutated(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition("=")[0].strip() or "x"
        kind = draw(st.sampled_from(["drop", "repeat", "value", "key", "copy", "cut", "text"]))
        match kind:
            case "drop":
                lines[at] = ""
            case "repeat":
                lines.insert(at, lines[at])
            case "value":
                lines[at] = f"{key} = {draw(st.sampled_from(VALUES))}"
            case "key":
                lines[at] = lines[at].replace(
                    key[:2], draw(st.sampled_from(["x", '"é y"', "", "a."]))
                )
            case "copy":
                lines[at] = draw(st.sampled_from(LINES))
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case _:
                lines[at] = draw(st.text(max_size=20))
    return "\n".join(lines)


@given(mutated())
def test_a_mutated_file_is_fine_or_explained(text: str) -> None:
    assert outcome(text) in {"fine", "explained"}


@given(st.text())
def test_any_text_is_fine_or_explained(text: str) -> None:
    assert outcome(text) in {"fine", "explained"}


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_each_line_with_each_odd_value(value: str) -> None:
    for at, line in enumerate(LINES):
        key, equals, _ = line.partition("=")
        text = "\n".join([*LINES[:at], f"{key}{equals} {value}", *LINES[at + 1 :]])
        assert outcome(text) in {"fine", "explained"}, text.splitlines()[at]
