import json
import os
import stat
from pathlib import Path

import pytest

from stagewatt.domain.errors import NotSaved
from stagewatt.durable.node_key import Hardware, NodeKey, node_key, this_hardware

PI_ONE = Hardware(frozenset({"proc/device-tree/serial-number:aa"}), frozenset({"m1"}))
PI_TWO = Hardware(frozenset({"proc/device-tree/serial-number:bb"}), frozenset({"m2"}))
PC = Hardware(frozenset(), frozenset({"m1", "m2"}))
UNKNOWN = Hardware()


def machine(root: Path, *, serial: str = "", product: str = "", cards: dict[str, str]) -> Path:
    """Make the files of a machine; a card named v... is one that software made."""
    for place, text in (
        ("proc/device-tree/serial-number", serial),
        ("sys/class/dmi/id/product_uuid", product),
    ):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        if text:
            (root / place).write_text(text)
    for name, address in cards.items():
        card = root / "sys/class/net" / name
        card.mkdir(parents=True)
        (card / "address").write_text(address + "\n")
        (card / "addr_assign_type").write_text("3\n" if name.startswith("r") else "0\n")
        if not name.startswith("v"):
            (card / "device").mkdir()
    return root


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = node_key(folder, PI_ONE)
    assert first.notice is None
    assert len(first.key) == 32
    assert len(first.node) == 16
    assert node_key(folder, PI_ONE) == first
    assert stat.S_IMODE((folder / "node.key").stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == ["node.key"]


def test_two_nodes_are_two(tmp_path: Path) -> None:
    assert node_key(tmp_path / "a", PI_ONE).node != node_key(tmp_path / "b", PI_ONE).node


def test_the_id_is_pinned() -> None:
    """A version that hashed in another way would rename every node."""
    assert NodeKey(bytes(32)).node == "d51d7ffeb5295898"


@pytest.mark.parametrize("other", [PI_TWO, Hardware(PI_TWO.boards), Hardware(cards=PI_TWO.cards)])
def test_a_copied_disk_takes_a_new_identity_and_says_so(tmp_path: Path, other: Hardware) -> None:
    first = node_key(tmp_path, PI_ONE)
    copy = node_key(tmp_path, other)
    assert copy.node != first.node
    assert copy.notice is not None
    assert "made on other hardware" in copy.notice
    assert node_key(tmp_path, other) == NodeKey(copy.key)


@pytest.mark.parametrize(
    "same",
    [
        PI_ONE,
        UNKNOWN,
        Hardware(PI_ONE.boards, frozenset({"new card"})),
        Hardware(cards=frozenset({"m1", "usb"})),
        Hardware(frozenset({"sys/class/dmi/id/product_uuid:cc"}), frozenset({"m1"})),
    ],
)
def test_a_changed_card_or_what_cannot_be_compared_is_no_copy(
    tmp_path: Path, same: Hardware
) -> None:
    first = node_key(tmp_path, PI_ONE)
    assert node_key(tmp_path, same) == first


def test_cards_may_be_changed_one_after_the_other(tmp_path: Path) -> None:
    first = node_key(tmp_path, Hardware(cards=frozenset({"a", "b"})))
    assert node_key(tmp_path, Hardware(cards=frozenset({"b", "c"}))) == first
    assert node_key(tmp_path, Hardware(cards=frozenset({"c"}))) == first
    # A start without any card forgets nothing.
    assert node_key(tmp_path, UNKNOWN) == first
    assert node_key(tmp_path, Hardware(cards=frozenset({"d"}))).node != first.node


def test_what_a_board_shows_is_read_without_what_says_nothing(tmp_path: Path) -> None:
    cards = {"eth0": "AA:BB:CC:00:00:01", "veth7": "aa:bb:cc:00:00:02", "rnd0": "02:00:00:00:00:03"}
    one = this_hardware(machine(tmp_path / "1", serial="100000001\0", cards=cards))
    assert len(one.boards) == len(one.cards) == 1
    assert "100000001" not in str(one)
    same = this_hardware(
        machine(tmp_path / "2", serial="100000001", cards={"eth9": "aa:bb:cc:00:00:01"})
    )
    assert same == one
    for number, nothing in enumerate(("0000000", "Default string", "To be filled by O.E.M.", "")):
        root = machine(tmp_path / f"n{number}", product=nothing, cards={})
        assert this_hardware(root) == UNKNOWN
    product = this_hardware(machine(tmp_path / "3", product="4c4c4544-0042", cards={}))
    assert len(product.boards) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is damaged"),
        (b"{", "is damaged"),
        (b'{"schema":"node-key/1","key":"zz","boards":[],"cards":[]}', "none of this version"),
        (
            json.dumps(
                {"schema": "node-key/2", "key": "0" * 64, "boards": [], "cards": []}
            ).encode(),
            "none of this version",
        ),
    ],
)
def test_a_damaged_key_is_replaced_and_said(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "node.key").write_bytes(content)
    made = node_key(tmp_path, PI_ONE)
    assert made.notice is not None
    assert said in made.notice
    assert node_key(tmp_path, PI_ONE) == NodeKey(made.key)


def test_a_key_that_cannot_be_read_or_kept_is_told_and_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "node.key").mkdir()
    with pytest.raises(NotSaved):
        node_key(tmp_path, PI_ONE)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotSaved):
        node_key(tmp_path / "file", PI_ONE)


def test_a_full_disk_leaves_the_key_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = node_key(tmp_path, PI_ONE)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    changed = Hardware(PI_ONE.boards, frozenset({"new"}))
    assert node_key(tmp_path, changed) == first
    assert "No space left" in caplog.text
    assert [each.name for each in tmp_path.iterdir()] == ["node.key"]


def test_a_key_stays_out_of_logs() -> None:
    key = NodeKey(bytes(range(32)))
    assert key.key.hex() not in repr(key)
    assert key.node in repr(key)
