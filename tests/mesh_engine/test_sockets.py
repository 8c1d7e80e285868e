import os
import socket
import struct
import threading

import pytest

from stagewatt.mesh.sockets import tame


def lingers(opened: socket.socket) -> bool:
    option = opened.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)
    return bool(struct.unpack("ii", option)[0])


def written(name: tuple[str, int]) -> str:
    return f"{name[0]}:{name[1]}"


@pytest.fixture
def pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = socket.create_connection(server.getsockname())
        there = server.accept()[0]
    for each in (here, there):
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 10))
    return here, there


def test_only_the_named_connection_is_set(pair: tuple[socket.socket, socket.socket]) -> None:
    here, there = pair
    with here, there, socket.socket(socket.AF_UNIX) as other:
        names = written(here.getsockname()), written(here.getpeername())
        assert tame(frozenset()) == 0
        assert tame(frozenset({("10.0.0.1:1", "10.0.0.2:2")})) == 0
        assert lingers(here)
        assert tame(frozenset({names})) == 1
        assert not lingers(here)
        assert here.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 3000
        assert lingers(there)
        assert other.fileno() >= 0
        here.sendall(b"still there")
        assert there.recv(20) == b"still there"


def test_descriptors_that_come_and_go_do_no_harm(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    here, there = pair
    done = threading.Event()

    def churn() -> None:
        while not done.is_set():
            os.close(os.open(os.devnull, os.O_RDONLY))
            socket.socket().close()

    churner = threading.Thread(target=churn)
    churner.start()
    with here, there:
        names = written(here.getsockname()), written(here.getpeername())
        for _ in range(50):
            assert tame(frozenset({names})) == 1
        done.set()
        churner.join(10)


def test_ipv6_is_named_in_brackets() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        here = socket.create_connection(server.getsockname()[:2])
        there = server.accept()[0]
    with here, there:
        near, far = here.getsockname()[1], here.getpeername()[1]
        assert tame(frozenset({(f"[::1]:{near}", f"[::1]:{far}")})) == 1
