import json
from pathlib import Path

import pytest

from stagewatt.catalogue.connectors import connector_types, load_types
from stagewatt.domain.errors import BadDocument

TYPES = """\
schema = "connector-types/1"
[types.two]
title = "Two"
ways = 2
[types.two.pins.uk]
live = [1, 2]
neutral = [3, 4]
earth = [5]
"""


GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "racks" / "racks.json").read_text("utf-8")
)["contacts"]


@pytest.mark.parametrize("scheme", ["uk", "din"])
@pytest.mark.parametrize("connector", list(GOLDEN))
def test_every_multi_way_connector_has_its_contacts_in_both_schemes(
    connector: str, scheme: str
) -> None:
    pins, golden = connector_types()[connector].pins[scheme], GOLDEN[connector]
    for part in ("live", "neutral", "earth", "spare"):
        assert list(getattr(pins, part)) == golden[part], part
    assert pins.assumed == (scheme not in golden["printed"])


def test_no_multi_way_connector_is_left_out() -> None:
    assert {each.id for each in connector_types().values() if each.ways > 1} == set(GOLDEN)
    assert all(set(connector_types()[name].pins) == {"uk", "din"} for name in GOLDEN)


def test_sockets_of_other_countries_carry_less_than_a_way() -> None:
    rated = {name: kind.rated_a for name, kind in connector_types().items()}
    assert (rated["bs-1363"], rated["as-nzs-3112"], rated["sev-1011"]) == (13.0, 10.0, 10.0)
    assert (rated["schuko"], rated["cee-7-5"], rated["iec-60320"]) == (16.0, 16.0, None)


def test_multi_way_connectors_carry_what_their_names_say() -> None:
    ways = {name: kind.ways for name, kind in connector_types().items() if kind.ways > 1}
    assert ways == {
        "socapex-19": 6,
        "harting-16-6": 6,
        "harting-16-8": 8,
        "harting-10": 4,
        "harting-24": 8,
    }


def test_socapex_contacts_are_those_of_the_common_table() -> None:
    pins = connector_types()["socapex-19"].pins["uk"]
    assert pins.live == (1, 3, 5, 7, 9, 11)
    assert pins.neutral == (2, 4, 6, 8, 10, 12)
    assert pins.earth == (13, 14, 15, 16, 17, 18)
    assert pins.spare == (19,)


@pytest.mark.parametrize(
    ("connector", "contacts"),
    [("harting-16-6", 16), ("harting-16-8", 16), ("harting-10", 10), ("harting-24", 24)],
)
def test_din_circuits_use_facing_contacts_and_leave_none_without_a_use(
    connector: str, contacts: int
) -> None:
    pins = connector_types()[connector].pins["din"]
    assert pins.neutral == tuple(live + contacts // 2 for live in pins.live)
    used = {*pins.live, *pins.neutral, *pins.earth, *pins.spare}
    assert used == set(range(1, contacts + 1))
    assert pins.assumed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("ways = 2", "ways = 3", "6: types.two.pins.uk.live: 2 contacts for 3 ways"),
        ("earth = [5]", "earth = [4]", "5: types.two.pins.uk: contact 4 is used twice"),
        ("earth = [5]", "earths = [5]", "8: types.two.pins.uk.earths: unknown key; did you mean"),
        ("title", "titel", "2: types.two.title: is missing"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(old: str, new: str, expected: str) -> None:
    load_types(TYPES, "types.toml")
    with pytest.raises(BadDocument) as error:
        load_types(TYPES.replace(old, new), "types.toml")
    assert any(line.startswith(f"types.toml:{expected}") for line in str(error.value).splitlines())
