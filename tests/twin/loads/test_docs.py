"""What docs/loads.md says of the library is what the library holds."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path

import pytest

from stagewatt.twin.loads.appliance import Appliance
from stagewatt.twin.loads.behaviours.behaviour import thd_of
from stagewatt.twin.loads.behaviours.shelf import BEHAVIOURS
from stagewatt.twin.loads.document import LoadDocument
from stagewatt.twin.loads.library import library
from stagewatt.twin.loads.read import load_text
from stagewatt.twin.loads.spectra import SPECTRA

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "loads.md").read_text("utf-8")
LIBRARY = PAGE.partition("## The library")[2].partition("## ")[0]
TABLE = re.findall(r"^\| `[a-z0-9-]+` \|.*\|$", LIBRARY, re.MULTILINE)


def row(load: Appliance) -> str:
    """One load as the page's table has it."""
    rating = load.rating
    amps = abs(rating.s_va(rating.typical_w)) / 230 * math.hypot(1.0, thd_of(rating.spectrum))
    cells = (
        f"`{load.name}`",
        load.title + (", per phase" if load.phases == 3 else ""),
        f"{rating.idle_w:g} / {rating.typical_w:g} / {rating.max_w:g}",
        f"{amps:.2f}",
        f"{rating.pf:g}",
        f"{thd_of(rating.spectrum) * 100:.0f}",
        "" if load.inrush is None else f"{load.inrush.peak_a:g}",
        f"{load.leakage_ma:g}",
        type(load.behaviour).__name__.lower(),
        f"{load.value_eur:g}",
    )
    return "| " + " | ".join(cells) + " |"


def test_the_table_is_the_library() -> None:
    assert [row(load) for load in library().values()] == TABLE


def test_every_behaviour_spectrum_and_key_is_explained() -> None:
    words = re.findall(r"`([a-z0-9_.-]+)`", PAGE)
    told = {*words, *re.findall(r"^([a-z_]+) =", PAGE, re.MULTILINE)}
    parameters = {name for kind in BEHAVIOURS.values() for name in kind.__struct_fields__}
    assert set(BEHAVIOURS) | set(SPECTRA) | parameters <= told
    tables = set(re.findall(r"^\[([a-z]+)", PAGE, re.MULTILINE))
    keys = set(LoadDocument.__struct_fields__) | {"behaviour"}
    assert keys <= told | tables


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_the_examples_are_loads(example: str) -> None:
    assert tomllib.loads(example)["schema"] == "load/1"
    assert load_text(example, "example", "example.toml").title
