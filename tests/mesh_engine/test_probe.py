import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stagewatt.mesh import probe
from stagewatt.mesh.certificates import papers
from stagewatt.mesh.papers import Papers
from stagewatt.mesh.probe import EVERY_NS, FIRST_NS, Doubts, why_not

KEY = "the key of this production"


@contextlib.contextmanager
def listening(serve: object) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            with contextlib.suppress(OSError), server.accept()[0] as link:
                link.settimeout(5)
                serve(link)  # type: ignore[operator]

        thread = threading.Thread(target=once)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(10)


def locked(folder: Path, made: Papers) -> object:
    file = folder / "both.pem"
    file.write_bytes(made.certificate + made.private_key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return lambda link: context.wrap_socket(link, server_side=True).close()


def test_the_cause_is_told_in_words(tmp_path: Path) -> None:
    ours, theirs = papers("tour", KEY, "a"), papers("tour", KEY + "!", "b")
    with listening(locked(tmp_path, papers("tour", KEY, "c"))) as address:
        assert why_not(address, ours) is None
    with listening(locked(tmp_path, theirs)) as address:
        assert why_not(address, ours) == f"{address} has another key or belongs to another site"
    with listening(locked(tmp_path, theirs)) as address:
        assert why_not(address, None) == f"{address} is locked, this node has no key"
    with listening(lambda link: link.recv(10)) as address:
        assert why_not(address, ours) == f"{address} is not locked, this node is"
    with listening(lambda link: link.recv(10)) as address:
        told = why_not(address, None)
        assert told == f"{address} lets nobody of this site in: it belongs to another one"
    assert why_not(address, None) == f"{address} does not answer: Connection refused"


def test_who_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_GREETING_S", 0.05)
    done = threading.Event()
    with listening(lambda link: done.wait(5)) as address:
        assert "says nothing" in (why_not(address, None) or "")
        done.set()


def test_one_address_at_a_time_and_each_once_a_minute() -> None:
    doubts = Doubts(0, ["a:1", "b:1"])
    nobody: frozenset[str] = frozenset()
    assert doubts.next(nobody, FIRST_NS - 1) is None
    assert doubts.next(nobody, FIRST_NS) == "a:1"
    assert doubts.next(nobody, FIRST_NS) == "b:1"
    assert doubts.next(nobody, FIRST_NS + EVERY_NS - 1) is None
    assert doubts.next(frozenset({"a:1"}), FIRST_NS + EVERY_NS) == "b:1"


def test_what_was_found_out_is_forgotten_once_it_connects_or_nothing_is_wrong() -> None:
    doubts = Doubts(0, ["a:1", "b:1"])
    doubts.learned("a:1", "a is locked")
    doubts.learned("b:1", "b is locked")
    assert list(doubts.sentences) == ["a is locked", "b is locked"]
    doubts.next(frozenset({"a:1"}), 0)
    assert list(doubts.sentences) == ["b is locked"]
    doubts.learned("b:1", None)
    doubts.learned("b:1", None)
    assert not doubts.sentences
