import pytest

from stagewatt.catalogue.load import model
from stagewatt.catalogue.named import ways_named


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("A7", ("A7",)),
        ("X9", ("X9",)),
        ("A1-3", ("A1", "A2", "A3")),
        ("B11-B12", ("B11", "B12")),
        ("X1-6", ("X1", "X2", "X3", "X4", "X5", "X6")),
        ("C", tuple(f"C{number}" for number in range(1, 13))),
        ("D", None),
        ("A0", None),
        ("A12-13", None),
        ("A3-1", None),
        ("A1-B2", None),
        ("", None),
        ("a1", None),
    ],
)
def test_ways_by_word_of_a_rack_with_groups(word: str, ways: tuple[str, ...] | None) -> None:
    assert ways_named(model("smartpdu-36"), word) == ways


def test_ways_of_a_rack_that_counts_through() -> None:
    assert ways_named(model("c24"), "23-24") == ("23", "24")
    assert ways_named(model("c24"), "1-24") == tuple(str(number) for number in range(1, 25))
