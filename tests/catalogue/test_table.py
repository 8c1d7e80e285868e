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
        "NETWORK": "yes",
    }
    assert [rows[name]["NETWORK"] for name in ("c12a-52", "c12b-52")] == ["no", "yes"]
    assert rows["c24-soca"]["AUX"] == "X1"
    assert rows["c24-soca"]["SOURCE"] == "-"


def test_the_columns_stand_in_line() -> None:
    *lines, last, names = render(models()).splitlines()
    assert (last, names) == ("", "also: c12 = c12b-11, c24 = c24-soca")
    lines = [line for line in lines if line]
    assert len(lines) == 1 + len(models())
    for heading in HEADINGS[1:]:
        at = lines[0].index(heading)
        assert all(line[at - 2 : at] == "  " and line[at] != " " for line in lines)


def test_series_stand_apart() -> None:
    blocks = render(models()).split("\n\n")
    heads = [block.splitlines()[0].split()[0] for block in blocks]
    assert heads == ["MODEL", "c12b-11", "c24-harting16-6", "smartpdu-36", "also:"]


def test_nothing_but_headings_is_shown_of_no_models() -> None:
    assert render({}).split() == list(HEADINGS)


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
            "instantaneous": None,
            "pulse_multiple": 12.0,
            "rcd_a": None,
            "rcd_type": "general",
            "wave": None,
            "relay": None,
        },
        "supervised": True,
    }
    x9 = plain["ways"][-1]
    assert (x9["phase"], x9["phases"], x9["supervised"]) == (None, ["L1", "L2", "L3"], False)
    assert plain["main"]["dials"]["isd"]["steps"][0] is None
    assert plain["groups"][0]["modules"] == ["socapex-19", "harting-16-6", "powercon"]
    assert plain["assumed"]
    assert plain["neutral_relay"]["looks_s"] == 0.04
    assert plain["drain"]["conductors_a"]["pe"] == 500.0
    assert plain["connectors"][0]["pins"]["uk"]["live"] == [1, 3, 5, 7, 9, 11]
    assert model_json("c24")["aliases"] == ["c24"]
    assert model_json("c12a-11")["network"] is False


KEYS_OF_THE_FIRST_RELEASE = {
    "id", "family", "title", "printed_prefix", "drain", "source", "main", "meter", "ct_position",
    "indicator", "groups", "ways", "connectors", "fuses", "ambient_min_c", "ambient_max_c",
    "nominal_v_ln_v", "assumed", "aliases",
}  # fmt: skip


@pytest.mark.parametrize("name", list(models()))
def test_what_programs_read_in_the_first_release_is_still_there(name: str) -> None:
    plain = model_json(name)
    assert set(plain) >= KEYS_OF_THE_FIRST_RELEASE
    assert set(plain["drain"]) >= {"type", "rated_a"}
    assert set(plain["main"]) >= {"device", "kind", "rated_a", "poles", "dials"}
    assert set(plain["indicator"]) >= {"family", "floor_a", "slight_a", "serious_a", "assumed"}
    for connector in plain["connectors"]:
        assert set(connector) >= {"id", "type", "title", "ways", "also"}
    for fuse in plain["fuses"]:
        assert set(fuse) >= {"id", "rating_a", "protects"}


def test_the_plain_data_is_json() -> None:
    again = msgspec.json.decode(msgspec.json.encode(models_json()))
    assert again == models_json()
    assert again["connector_types"]["socapex-19"]["pins"]["uk"]["earth"][0] == 13


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(Unknown):
        model_json("nothing")
