import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.names.host_names import LONGEST, RackLabel, host_names, label, numbered, short

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=16)
FIT = re.compile(r"(?=.*[A-Za-z-])[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")


def _rack(printed: str, rack: str = "0a1b2c3d4e5f", model: str = "smartpdu-48") -> RackLabel:
    return RackLabel(rack=rack, model=model, printed_name=printed)


def _hosts(*racks: RackLabel, override: str | None = None) -> list[str]:
    return [name.host for name in host_names(racks, "0123456789abcdef", "foh", override)]


@pytest.mark.parametrize(
    ("printed", "model", "host"),
    [
        ("smartPDU123456", "smartpdu-48", "smartPDU123456"),
        ("smartPDUa1B2c3", "smartpdu-72", "smartPDUa1B2c3"),
        ("C24-000017", "c24-soca", "C24-000017"),
        ("C12-0A1B2C", "c12b-11", "C12-0A1B2C"),
        ("bench board", "bench-3", "bench-board"),
        ("  Stage / left!", "smartpdu-36", "Stage-left"),
        ("007", "smartpdu-36", "rack-007"),
        ("", "smartpdu-48", "smartPDU3d4e5f"),
        ("***", "c24-true1", "C24-3d4e5f"),
        ("", "c12a-11", "C12-3d4e5f"),
        ("", "bench-3", "rack-3d4e5f"),
        ("smartPDU12345678", "smartpdu-48", "smartPD12345678"),
        ("x123456789012345", "smartpdu-48", "x23456789012345"),
    ],
)
def test_what_is_printed_becomes_the_name(printed: str, model: str, host: str) -> None:
    assert _hosts(_rack(printed, model=model)) == [host]


def test_a_control_unit_has_the_names_of_all_its_racks_by_their_ids() -> None:
    assert _hosts(_rack("C24-000002", "b"), _rack("C24-000001", "a")) == [
        "C24-000001",
        "C24-000002",
    ]


def test_a_viewer_goes_by_its_own_name() -> None:
    (name,) = host_names((), "0123456789abcdef", "foh")
    assert (name.host, name.id, name.model) == ("foh", "0123456789abcdef", "node")


def test_a_chosen_name_comes_first_and_takes_none_away() -> None:
    assert _hosts(_rack("C24-000001"), override="stage-left") == ["stage-left", "C24-000001"]
    assert _hosts(override="stage-left") == ["stage-left"]


def test_a_chosen_name_that_a_rack_has_is_that_rack() -> None:
    assert _hosts(_rack("C24-000001"), override="c24-000001") == ["C24-000001"]


def test_a_name_that_leaves_nothing_is_made_from_the_node() -> None:
    assert _hosts(override="---") == ["node-012345"]


def test_of_equal_names_the_lowest_id_keeps_the_plain_one() -> None:
    racks = [_rack("smartPDU000001", rack) for rack in ("c", "a", "b")]
    names = host_names(racks, "n", "foh")
    assert [(name.id, name.host) for name in names] == [
        ("a", "smartPDU000001"),
        ("b", "smartPDU000001-2"),
        ("c", "smartPDU000001-3"),
    ]


def test_capitals_do_not_make_names_different() -> None:
    assert _hosts(_rack("C24-ABCDEF", "a"), _rack("c24-abcdef", "b")) == [
        "C24-ABCDEF",
        "c24-abcdef-2",
    ]


def test_a_number_keeps_the_digits_that_tell_racks_apart() -> None:
    assert short(numbered("smartPDU123456", 2)) == "smartPD123456-2"
    assert short("C24-1") == "C24-1"


@given(PRINTABLE)
def test_every_label_is_a_host_name(text: str) -> None:
    host = label(text, "rack-1")
    assert len(host) <= LONGEST
    assert FIT.fullmatch(host), host


@given(st.lists(st.tuples(PRINTABLE, st.uuids().map(str)), max_size=8), PRINTABLE | st.none())
def test_the_names_of_a_node_differ_whatever_the_order(
    racks: list[tuple[str, str]], override: str | None
) -> None:
    labels = [_rack(printed, rack) for printed, rack in racks]
    names = host_names(labels, "0123456789abcdef", "foh", override)
    assert len({name.host.lower() for name in names}) == len(names) >= 1
    assert names == host_names(reversed(labels), "0123456789abcdef", "foh", override)
    assert all(len(short(name.host)) <= LONGEST for name in names)
