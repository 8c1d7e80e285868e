"""Asks for a name with bytes of its own: `question.py mdns|llmnr|llmnr6 NAME OWN-ADDRESS|CARD`.

Prints the address in the answer and who gave it, or nothing after six seconds.
"""

from __future__ import annotations

import socket
import struct
import sys

WHERE = {"mdns": ("224.0.0.251", 5353), "llmnr": ("224.0.0.252", 5355)}
A, AAAA = 1, 28


def main(way: str, name: str, own: str) -> None:
    kind, family = (AAAA, socket.AF_INET6) if way == "llmnr6" else (A, socket.AF_INET)
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    asked = struct.pack(">6H", 77, 0, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        for _ in range(3):
            if family == socket.AF_INET6:
                sock.sendto(asked, ("ff02::1:3", 5355, 0, socket.if_nametoindex(own)))
            else:
                where = socket.inet_aton(own)
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, where)
                sock.sendto(asked, WHERE[way])
            try:
                data, (sender, *_) = sock.recvfrom(2048)
            except TimeoutError:
                continue
            number, flags, _, answers = struct.unpack_from(">4H", data)
            if (number, flags >> 15) == (77, 1) and answers:
                # The first record follows the question; its data come after ten bytes.
                at = len(asked) + (2 if data[len(asked)] >= 0xC0 else len(labels) + 1)
                size = 16 if family == socket.AF_INET6 else 4
                told = socket.inet_ntop(family, data[at + 10 : at + 10 + size])
                sys.stdout.write(f"{told} from {sender.partition('%')[0]}\n")
                return


main(*sys.argv[1:])
