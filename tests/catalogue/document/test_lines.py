import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.catalogue.document.lines import line_index
from stagewatt.catalogue.document.path import Path

TEXT = '''\
a = 1
"b c".'d' = """x
# [no]
y = 1"""
[t] # [comment
k = [ # c = 1
  1,
  {z = "]"},
]
l = {a = 1, b = '[['}

[[r]]
m = \'\'\'
n = 2\'\'\'
[[r.s]]
n = 1
[[r.s]]
n = 2
[[r]]
[r.q]
v = "\\"# \\u0041"
[[r.s]]
n = 3
'''


def test_every_key_and_header_has_its_line() -> None:
    assert line_index(TEXT) == {
        ("a",): 1,
        ("b c", "d"): 2,
        ("t",): 5,
        ("t", "k"): 6,
        ("t", "l"): 10,
        ("r", 0): 12,
        ("r", 0, "m"): 13,
        ("r", 0, "s", 0): 15,
        ("r", 0, "s", 0, "n"): 16,
        ("r", 0, "s", 1): 17,
        ("r", 0, "s", 1, "n"): 18,
        ("r", 1): 19,
        ("r", 1, "q"): 20,
        ("r", 1, "q", "v"): 21,
        ("r", 1, "s", 0): 22,
        ("r", 1, "s", 0, "n"): 23,
    }


def at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


keys = st.text("ab-", min_size=1, max_size=2)
scalars = st.sampled_from(
    ['"#"', "'['", '"""\n[x]\n"""', "[\n1, # ]\n2]", "{ a = 1 }", "1.5", "'''\nk = 1'''", '"\\""']
)
statements = st.one_of(
    st.builds("{} = {}".format, keys, scalars),
    st.builds("[{}]".format, keys),
    st.builds("[[{}]]".format, keys),
    st.builds('[[{}."{}"]]'.format, keys, keys),
    st.builds("[ {} . '{}' ]".format, keys, keys),
    st.just("# [c]"),
    st.just(""),
)


@pytest.mark.unmeasured
@given(st.lists(statements, max_size=12))
def test_each_path_leads_to_something_and_stands_on_its_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    index = line_index(text)
    for path, line in index.items():
        at(data, path)
        key = next(str(part) for part in reversed(path) if isinstance(part, str))
        assert key in text.splitlines()[line - 1]
    assert {path[:1] for path in index} == {(key,) for key in data}
