"""A DHCP server as small as one can be, for tests: `python dhcp.py INTERFACE LEASE_S`.

It gives everybody the same address (10.77.0.50) for a lease as short as the test likes.
"""

from __future__ import annotations

import socket
import struct
import sys

SERVER, GIVEN = "10.77.0.1", "10.77.0.50"
COOKIE = b"\x63\x82\x53\x63"
MESSAGE, LEASE, SERVER_ID, MASK = 53, 51, 54, 1
ANSWERS = {1: 2, 3: 5}
"""To DISCOVER an OFFER, to REQUEST an ACK (RFC 2131)."""


def kind(question: bytes) -> int:
    """Return the kind of a message, 0 for none."""
    at = 240
    while at + 1 < len(question) and question[at] != 255:
        if question[at] == MESSAGE:
            return question[at + 2]
        at += 1 if question[at] == 0 else 2 + question[at + 1]
    return 0


def answer(question: bytes, lease_s: int) -> bytes:
    """Return what is answered to a question."""
    server = socket.inet_aton(SERVER)
    head = struct.pack(
        ">BBBB4sHH4s4s4s4s16s192x",
        *(2, 1, 6, 0, question[4:8], 0, 0x8000),
        *(bytes(4), socket.inet_aton(GIVEN), server, bytes(4), question[28:44]),
    )
    options = COOKIE + bytes((MESSAGE, 1, ANSWERS[kind(question)]))
    options += bytes((SERVER_ID, 4)) + server + bytes((LEASE, 4)) + lease_s.to_bytes(4, "big")
    return (head + options + bytes((MASK, 4, 255, 255, 255, 0, 255))).ljust(300, b"\0")


def main(interface: str, lease_s: int) -> None:
    """Serve until killed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        for option in (socket.SO_REUSEADDR, socket.SO_BROADCAST):
            door.setsockopt(socket.SOL_SOCKET, option, 1)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        door.bind(("0.0.0.0", 67))
        while True:
            question, _ = door.recvfrom(2048)
            if kind(question) in ANSWERS:
                door.sendto(answer(question, lease_s), ("255.255.255.255", 68))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
