"""Reading has no side effect: two readers of one board see the same second with the same peaks."""

from __future__ import annotations

import socket
import time
from collections import defaultdict

from tests.end_to_end.rig import Rig

from stagewatt.meters.rack_io import decode_window, reads_window
from stagewatt.wire.plan import Span

BOARD = 2
WAYS = 48


def read(wire: socket.socket, span: Span) -> tuple[int, ...]:
    """Read input registers of the board over Modbus TCP, by hand."""
    pdu = b"\x04" + span.address.to_bytes(2) + span.words.to_bytes(2)
    wire.sendall(b"\x00\x07\x00\x00" + (len(pdu) + 1).to_bytes(2) + bytes([BOARD]) + pdu)
    answer = b""
    while len(answer) < 9 + 2 * span.words:
        answer += wire.recv(512)
    assert answer[7] == 4
    words = answer[9:]
    return tuple(int.from_bytes(words[at : at + 2]) for at in range(0, len(words), 2))


def test_two_readers_of_one_second_see_the_same(rig: Rig) -> None:
    address = ("127.0.0.1", rig.modbus)
    seen: dict[int, set[tuple[tuple[int, ...], ...]]] = defaultdict(set)
    times: dict[int, int] = defaultdict(int)
    end = time.monotonic() + 30

    def enough() -> bool:
        return len(seen) >= 4 and max(times.values()) > 10

    with socket.create_connection(address) as one, socket.create_connection(address) as other:
        step = 0
        while not enough() and time.monotonic() < end:
            step += 1
            if step % 20 == 0:
                rig.load("A1", 500.0 + 100.0 * (step % 7))
            for wire in (one, other):
                parts = tuple(read(wire, span) for span in reads_window(WAYS))
                numbers = {number for part in parts for number in (part[0], part[-1])}
                if len(numbers) == 1:
                    number = numbers.pop()
                    seen[number].add(parts)
                    times[number] += 1
            time.sleep(0.02)
    assert enough()
    assert all(len(pictures) == 1 for pictures in seen.values())
    (newest,) = seen[max(seen)]
    window = decode_window(newest)
    assert window.i_max_a[0] is not None
    assert window.i_max_a[0] > 1.0
