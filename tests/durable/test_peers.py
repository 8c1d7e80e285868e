from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import NotSaved
from stagewatt.durable import document
from stagewatt.durable.peers import MOST_ADDRESSES, MOST_NODES, PeerFile

NODES = [f"{number:016x}" for number in range(80)]


def test_the_last_met_comes_first_and_survives_a_restart(tmp_path: Path) -> None:
    peers = PeerFile(tmp_path)
    assert peers.addresses() == ()
    peers.met("a", "10.0.0.1:7432")
    peers.met("b", "10.0.0.2:7432")
    peers.met("a", "169.254.1.1:7432")
    expected = ("169.254.1.1:7432", "10.0.0.2:7432", "10.0.0.1:7432")
    assert peers.addresses() == expected
    assert PeerFile(tmp_path).addresses() == expected


def test_what_is_known_is_not_written_again(tmp_path: Path) -> None:
    peers = PeerFile(tmp_path)
    peers.met("a", "10.0.0.1:7432")
    loaded = document.load(tmp_path / "peers")
    assert loaded is not None
    peers.met("b", "10.0.0.2:7432")
    peers.met("a", "10.0.0.1:7432")
    again = document.load(tmp_path / "peers")
    assert again is not None
    assert again.generation == loaded.generation + 1


@given(st.lists(st.tuples(st.sampled_from(NODES), st.integers(1, 9)), max_size=120))
def test_it_is_bounded_and_keeps_the_last_of_all(
    tmp_path_factory: pytest.TempPathFactory, met: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("peers")
    peers = PeerFile(folder)
    saved: list[tuple[Path, bytes]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "save", lambda path, content: saved.append((path, content)))
        for node, number in met:
            peers.met(node, f"10.0.{number}.1:{7000 + NODES.index(node)}")
    kept = peers._nodes
    assert len(kept) <= MOST_NODES
    assert all(1 <= len(each) <= MOST_ADDRESSES for each in kept.values())
    assert all(len(set(each)) == len(each) for each in kept.values())
    if met:
        node, number = met[-1]
        assert peers.addresses()
        assert kept[node][0] == f"10.0.{number}.1:{7000 + NODES.index(node)}"


def test_a_node_that_is_forgotten_is_called_no_more(tmp_path: Path) -> None:
    peers = PeerFile(tmp_path)
    peers.met("a", "10.0.0.1:7432")
    peers.forget("b")
    peers.forget("a")
    assert PeerFile(tmp_path).addresses() == ()


@pytest.mark.parametrize(
    "content",
    [b"nonsense", b'{"schema": "peer-addresses/9", "nodes": {}}', b'{"schema": 1}'],
)
def test_what_cannot_be_read_is_as_good_as_nothing(tmp_path: Path, content: bytes) -> None:
    document.save(tmp_path / "peers", content)
    peers = PeerFile(tmp_path)
    assert peers.addresses() == ()
    peers.met("a", "10.0.0.1:7432")
    assert PeerFile(tmp_path).addresses() == ("10.0.0.1:7432",)


def test_a_damaged_generation_falls_back_and_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    peers = PeerFile(tmp_path)
    peers.met("a", "10.0.0.1:7432")
    peers.met("b", "10.0.0.2:7432")
    newest = max(document.slots(tmp_path / "peers"), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(newest.read_bytes()[:-3])
    assert PeerFile(tmp_path).addresses() == ("10.0.0.1:7432",)
    assert "bytes instead of" in caplog.text


def test_a_folder_that_cannot_be_made_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    peers = PeerFile(tmp_path / "file")
    with pytest.raises(NotSaved):
        peers.met("a", "10.0.0.1:7432")
    assert peers.addresses() == ()
