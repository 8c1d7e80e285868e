import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.catalogue.document.words import choose, nearest, short


@pytest.mark.parametrize(
    ("word", "expected"),
    [("hots", "host"), ("HOST", "host"), ("adress", None), ("parity_", "parity")],
)
def test_the_nearest_word_is_found_whatever_its_case(word: str, expected: str | None) -> None:
    assert nearest(word, ["host", "port", "parity"]) == expected


def test_the_cure_names_the_nearest_word_or_all_of_them() -> None:
    assert choose("modle", ["model", "id"]) == "did you mean model?"
    assert choose("zzz", ["model", "id"]) == "known: model, id"
    assert choose("zzz", []) == "remove it"


def test_of_many_known_words_only_some_are_named() -> None:
    cure = choose("zzz", [str(number) for number in range(100)])
    assert cure == "known: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, ..., 99"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", '"a"'),
        ("a\nb\x1b", '"a\\nb\\x1b"'),
        ("x" * 61, f'"{"x" * 60}..."'),
        (True, "true"),
        (False, "false"),
        ({}, "a table"),
        ([1, 2], "a list of 2"),
        pytest.param(10**5000, "a number of very many digits", id="huge"),
        (1.5, "1.5"),
        (7, "7"),
    ],
)
def test_values_stand_short_in_a_sentence(value: object, expected: str) -> None:
    assert short(value) == expected


@given(st.text())
def test_a_text_never_breaks_the_line(text: str) -> None:
    assert len(short(text).splitlines()) == 1
