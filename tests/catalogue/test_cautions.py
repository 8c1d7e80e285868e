from collections.abc import Callable

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.rack import RackModel

Edit = Callable[..., str]
Load = Callable[..., RackModel]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("smartpdu-36", []),
        (
            "c24",
            ["the ways together allow 160 A on a phase; the main device is rated 63 A and has"],
        ),
        ("c12b-11", ["the ways together allow 64 A"]),
        ("c12b-13", ["the ways together", "the rear BS 1363 socket of way 12 carries 13 A, its b"]),
        ("c12a-24", ["the ways together", "the rear AS/NZS 3112 socket of way 12 carries 10 A"]),
        ("c12a-75", ["the ways together", "the rear SEV 1011 socket of way 12 carries 10 A, its"]),
    ],
)
def test_what_follows_from_the_ratings_is_said(name: str, expected: list[str]) -> None:
    found = model(name).cautions
    assert len(found) == len(expected)
    for words, start in zip(found, expected, strict=True):
        assert words.startswith(start)


def test_a_residual_device_below_its_breaker_is_said(edited: Edit, loaded: Load) -> None:
    weak = loaded(edited(("rated_a = 32.0", "rated_a = 32.0\nrcd_a = 25.0")))
    assert weak.cautions == ("the residual device of X3 is rated 25 A, its breaker 32 A",)
    strong = loaded(edited(("rated_a = 32.0", "rated_a = 32.0\nrcd_a = 32.0")))
    assert strong.cautions == ()


def test_a_switch_that_carries_all_ways_needs_no_words(edited: Edit, loaded: Load) -> None:
    text = edited(('kind = "mccb"', 'kind = "switch_disconnector"'))
    text = text.replace('[main.dials.ir]\nsteps = ["off", 0.5, 1.0]\nfactory = 1.0\n', "")
    text = text.replace(
        'device = "switch"\nkind = "switch_disconnector"\nrated_a = 63.0',
        'device = "switch"\nkind = "switch_disconnector"\nrated_a = 250.0',
    )
    assert loaded(text).cautions == ()
