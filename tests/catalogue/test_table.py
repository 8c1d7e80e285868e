from dataclasses import replace

import msgspec
import pytest

from stagewatt.catalogue.load import model, models
from stagewatt.catalogue.table import HEADINGS, model_json, models_json, models_table, render
from stagewatt.domain.errors import Unknown


def test_the_table_has_a_line_for_each_model() -> None:
    rows = {row[0]: dict(zip(HEADINGS, row, strict=True)) for row in models_table(models())}
    assert rows["smartpdu-72"] == {
        "MODEL": "smartpdu-72",
        "TITLE": "smartPDU 72",
        "WAYS": "72 x 16 A",
        "AUX": "X1..X9",
        "GROUPS": "A..F",
        "MODULE": "socapex-19",
        "MAIN": "400 A mccb",
        "DRAIN": "powerlock 500 A",
        "SOURCE": "powerlock 500 A",
        "METER": "sdm630",
    }
    assert rows["c24-soca"]["AUX"] == "X1"
    assert rows["c24-soca"]["SOURCE"] == "-"


def test_the_columns_stand_in_line() -> None:
    *lines, names = render(models()).splitlines()
    assert names == "also: c24 = c24-soca"
    for heading in HEADINGS[1:]:
        at = lines[0].index(heading)
        assert all(line[at - 2 : at] == "  " and line[at] != " " for line in lines)


def test_aliases_of_models_that_are_not_shown_are_not_named() -> None:
    assert "also" not in render({"smartpdu-36": model("smartpdu-36")})


def test_a_rack_without_auxiliary_ways_shows_a_dash() -> None:
    bare = replace(model("c24"), ways=model("c24").supervised)
    assert models_table({"bare": bare})[0][3] == "-"


def test_programs_get_everything() -> None:
    plain = model_json("smartpdu-48")
    assert plain == next(m for m in models_json()["models"] if m["id"] == "smartpdu-48")
    assert plain["ways"][6] == {
        "id": "A7",
        "group": "A",
        "number": 7,
        "phases": ["L1"],
        "phase": "L1",
        "connector": "A7-12",
        "protection": {
            "kind": "rcbo",
            "rated_a": 16.0,
            "poles": 2,
            "residual_a": 0.03,
            "curve": "medium",
        },
        "supervised": True,
    }
    x9 = plain["ways"][-1]
    assert (x9["phase"], x9["phases"], x9["supervised"]) == (None, ["L1", "L2", "L3"], False)
    assert plain["main"]["dials"]["isd"]["steps"][0] is None
    assert plain["groups"][0]["modules"] == ["socapex-19", "harting-16-6", "powercon"]
    assert plain["assumed"]
    assert model_json("c24")["aliases"] == ["c24"]


def test_the_plain_data_is_json() -> None:
    again = msgspec.json.decode(msgspec.json.encode(models_json()))
    assert again == models_json()
    assert again["connector_types"]["socapex-19"]["pins"]["uk"]["earth"][0] == 13


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(Unknown):
        model_json("nothing")
