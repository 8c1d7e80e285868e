import pytest
from msgspec import Struct

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.source import MAX_CHARS, decode, differences, rest
from stagewatt.domain.errors import BadDocument


class Small(Struct, forbid_unknown_fields=True, frozen=True):
    a: int
    b: int = 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1\nb = \n", 2, "Invalid value"),
        ("a = 1\na = 2", 2, "Cannot overwrite a value"),
        ('a = 1\nb = "x', 2, "Unterminated string"),
        ("a", 1, "Expected '=' after a key"),
        (f"a = {'9' * 5000}", 1, "not TOML"),
        ("a = [\n\n1", 3, "Unclosed array"),
    ],
)
def test_wrong_syntax_is_one_finding_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(BadDocument) as error:
        decode(text, "f.toml")
    (finding,) = error.value.findings
    assert finding.line == line
    assert said in finding.problem
    assert finding.cure
    assert "at line" not in finding.problem
    assert "end of document" not in finding.problem
    assert str(error.value).startswith(f"f.toml:{line}: the file: not TOML")


@pytest.mark.parametrize(
    ("text", "said"),
    [("#" * (MAX_CHARS + 1), "longer than"), ("a = " + "[" * 100_000, "too deep")],
)
def test_a_text_of_no_person_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadDocument, match=said):
        decode(text, "f.toml")


def test_findings_stand_in_the_order_of_the_file() -> None:
    source = decode("a = 1\nb = 2\n", "f.toml")
    wrongs = [Wrong(("b",), "p", "c"), Wrong(("z",), "p", "c"), Wrong(("a",), "p", "c")]
    assert [(f.place, f.line) for f in source.findings(wrongs)] == [("z", None), ("a", 1), ("b", 2)]


def test_what_remains_beside_wrong_keys_is_still_read() -> None:
    data = {"a": 1, "b": "x", "c": 3}
    assert rest(data, differences(data, Small), Small) == Small(a=1)


def test_nothing_remains_where_a_needed_key_is_wrong() -> None:
    data = {"a": "x", "b": 1}
    assert rest(data, differences(data, Small), Small) is None
