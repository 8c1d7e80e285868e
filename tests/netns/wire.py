"""A bad wire: copies Ethernet frames between two cards, late and not all of them.

`wire.py CARD CARD DELAY_S LOSS` runs until it is ended; `wire.py plain CARD` only makes a card send
whole frames with their sums, as a frame that is copied by hand must be.
"""

from __future__ import annotations

import array
import asyncio
import fcntl
import random
import socket
import struct
import sys

_SIOCETHTOOL = 0x8946
_OFF = (0x17, 0x1F, 0x24)  # transmit sums, TCP segmentation, generic segmentation
_ALL = 3  # ETH_P_ALL
_OUTGOING = 4


def plain(card: str) -> None:
    """Switch off what a card would do for the sender later."""
    with socket.socket() as any_socket:
        for command in _OFF:
            value = array.array("B", struct.pack("II", command, 0))
            request = struct.pack("16sP", card.encode(), value.buffer_info()[0])
            fcntl.ioctl(any_socket, _SIOCETHTOOL, request)


def tap(card: str) -> socket.socket:
    """Open a card for whole frames."""
    plain(card)
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
    opened.bind((card, _ALL))
    opened.setblocking(False)
    return opened


def carry(one: socket.socket, other: socket.socket, delay_s: float, loss: float) -> None:
    """Take one frame and give it to the other side in a while, or not."""
    frame, where = one.recvfrom(65_536)
    if where[2] != _OUTGOING and random.random() >= loss:
        asyncio.get_running_loop().call_later(delay_s, other.send, frame)


async def main(first: str, second: str, delay_s: float, loss: float) -> None:
    """Carry both ways for ever."""
    one, other = tap(first), tap(second)
    loop = asyncio.get_running_loop()
    loop.add_reader(one, carry, one, other, delay_s, loss)
    loop.add_reader(other, carry, other, one, delay_s, loss)
    print("carries", flush=True)  # noqa: T201 - the harness waits for it
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "plain":
        plain(sys.argv[2])
    else:
        asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])))
