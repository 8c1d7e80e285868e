"""A little network of namespaces: hosts, switches, routers, bad wires; gone when it is left."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

NEEDS = "needs root, `ip`, `bridge` and network namespaces"

_numbers = itertools.count()


def possible() -> bool:
    """Tell whether this machine lets us make namespaces."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("bridge") is None:
        return False
    probe = f"sw{os.getpid():x}probe"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", probe], capture_output=True, check=False)
    return made.returncode == 0


class Net:
    """One network; what is named here is unique to this process and this instance."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._tag = f"sw{os.getpid():x}n{next(_numbers)}"
        self._spaces: list[str] = []
        self._stack = contextlib.ExitStack()
        self._ports: dict[str, list[str]] = {}
        self._hosts: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        """Make the room the switches stand in."""
        if not possible():
            pytest.skip(NEEDS)
        self._space("sw")
        return self

    def __exit__(self, *_: object) -> None:
        """End what was started and take everything away; every step is tried."""
        try:
            self._stack.close()
        finally:
            for space in self._spaces:
                ip("netns", "del", space, check=False)

    def switch(self, name: str) -> None:
        """Put up a switch."""
        self._in("sw", "link", "add", "name", name, "type", "bridge", "mcast_snooping", "0")
        self._in("sw", "link", "set", "dev", name, "up")
        self._ports[name] = []
        self._hosts[name] = []

    def host(self, name: str, switch: str, address: str, *, gateway: str | None = None) -> None:
        """Put a host on a switch; `address` is A.B.C.D/N."""
        self._space(name)
        self.plug(name, switch, address)
        if gateway is not None:
            self._in(name, "route", "add", "default", "via", gateway)

    def router(self, name: str, ports: dict[str, str]) -> None:
        """Put a router between switches, with its address on each; multicast ends at it."""
        self._space(name)
        for switch, address in ports.items():
            self.plug(name, switch, address)
        self.run(name, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")

    def plug(self, host: str, switch: str, address: str) -> None:
        """Connect a host by a cable of its own; its card is named after the switch."""
        port = self._cable(host, f"e-{switch}", "sw", f"{host}-{switch}"[:15])
        self._in("sw", "link", "set", "dev", port, "master", switch)
        self._ports[switch].append(port)
        self._hosts[switch].append(host)
        self._in(host, "addr", "add", address, "dev", f"e-{switch}")

    def join(self, one: str, other: str) -> None:
        """Connect two switches; `part` and `heal` work on this cable."""
        port = self._cable("sw", f"{one}-{other}"[:15], "sw", f"{other}-{one}"[:15])
        self._in("sw", "link", "set", "dev", port, "master", other)
        self._in("sw", "link", "set", "dev", f"{one}-{other}"[:15], "master", one)

    def part(self, one: str, other: str) -> None:
        """Pull the cable between two switches; no host sees a carrier go."""
        self._in("sw", "link", "set", "dev", f"{one}-{other}"[:15], "down")

    def heal(self, one: str, other: str) -> None:
        """Put it back."""
        self._in("sw", "link", "set", "dev", f"{one}-{other}"[:15], "up")

    def pull(self, host: str, switch: str) -> None:
        """Pull a host's cable at the switch: its carrier goes."""
        self._in("sw", "link", "set", "dev", f"{host}-{switch}"[:15], "down")

    def put_back(self, host: str, switch: str) -> None:
        """Put it back."""
        self._in("sw", "link", "set", "dev", f"{host}-{switch}"[:15], "up")

    def readdress(self, host: str, switch: str, address: str | None) -> None:
        """Take a host's address away and give it another."""
        self._in(host, "addr", "flush", "dev", f"e-{switch}")
        if address is not None:
            self._in(host, "addr", "add", address, "dev", f"e-{switch}")

    def drop_multicast(self, switch: str) -> None:
        """Make a switch drop all multicast, as some do that snoop IGMP without a querier."""
        for port in self._ports[switch]:
            self.run("sw", "bridge", "link", "set", "dev", port, "mcast_flood", "off")

    def bad_wire(self, host: str, switch: str, *, delay_s: float, loss: float) -> None:
        """Replace a host's cable by one that delays each frame and loses some, both ways.

        Call it when all hosts are on the switch.
        """
        port = f"{host}-{switch}"[:15]
        self._in("sw", "link", "set", "dev", port, "nomaster")
        inner = self._cable("sw", f"w-{host}"[:15], "sw", f"x-{host}"[:15])
        self._in("sw", "link", "set", "dev", f"w-{host}"[:15], "master", switch)
        script = str(Path(__file__).with_name("wire.py"))
        argv = [sys.executable, script, port, inner, str(delay_s), str(loss)]
        wire = self.start("sw", argv, stdout=subprocess.PIPE)
        if wire.stdout is None or not wire.stdout.readline():
            raise RuntimeError("the bad wire does not carry")
        # Whoever sends must finish its frames itself: such a wire has no card that does it.
        for each in self._hosts[switch]:
            self.run(each, sys.executable, script, "plain", f"e-{switch}")

    def traffic(self, host: str, switch: str) -> tuple[int, int]:
        """Return the bytes a host received and sent."""
        folder = f"/sys/class/net/e-{switch}/statistics"
        said = self.run(host, "cat", f"{folder}/rx_bytes", f"{folder}/tx_bytes").split()
        return int(said[0]), int(said[1])

    def run(self, host: str, *argv: str) -> str:
        """Run a program on a host to its end and return what it said."""
        whole = [*self.inside(host), *argv]
        done = subprocess.run(whole, capture_output=True, text=True, check=False, timeout=20)
        if done.returncode:
            raise RuntimeError(f"{argv}: {done.stderr}")
        return done.stdout

    def start(
        self, host: str, argv: list[str], *, stdin: int | None = None, stdout: int | None = None
    ) -> subprocess.Popen[str]:
        """Start a program on a host; it is ended with the network."""
        whole = [*self.inside(host), *argv]
        process = subprocess.Popen(whole, stdin=stdin, stdout=stdout, text=True)
        self._stack.callback(_end, process)
        return process

    def connect(self, host: str, port: int, address: str = "127.0.0.1") -> socket.socket:
        """Return a connection from a host, by default to its own loopback, for this process.

        Raises ConnectionError where nobody listens.
        """
        here, there = (
            os.open(path, os.O_RDONLY) for path in ("/proc/self/ns/net", self.path(host))
        )
        try:
            enter(there)
            try:
                return socket.create_connection((address, port), timeout=10)
            finally:
                enter(here)
        finally:
            os.close(here)
            os.close(there)

    def inside(self, host: str) -> tuple[str, ...]:
        """Return the words that start a program on a host; the program takes their place."""
        return "ip", "netns", "exec", self._name(host)

    def path(self, host: str) -> str:
        """Return the file that stands for a host's namespace."""
        return f"/run/netns/{self._name(host)}"

    def at_end(self, what: Callable[[], None]) -> None:
        """Do something before the network is taken away."""
        self._stack.callback(what)

    def _space(self, name: str) -> None:
        ip("netns", "add", self._name(name))
        self._spaces.append(self._name(name))
        self._in(name, "link", "set", "dev", "lo", "up")

    def _cable(self, one: str, one_card: str, other: str, other_card: str) -> str:
        far = ("peer", "name", other_card, "netns", self._name(other))
        self._in(one, "link", "add", "name", one_card, "type", "veth", *far)
        self._in(one, "link", "set", "dev", one_card, "up")
        self._in(other, "link", "set", "dev", other_card, "up")
        return other_card

    def _in(self, host: str, *argv: str) -> None:
        ip("-n", self._name(host), *argv)

    def _name(self, host: str) -> str:
        return f"{self._tag}-{host}"


def enter(namespace: int) -> None:
    """Move this thread, and it alone, into the network namespace of an open file."""
    if ctypes.CDLL(None, use_errno=True).setns(namespace, 0x40000000):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def ip(*argv: str, check: bool = True) -> None:
    """Call `ip`. Raises RuntimeError with what it said."""
    done = subprocess.run(["ip", *argv], capture_output=True, text=True, check=False, timeout=20)
    if check and done.returncode:
        raise RuntimeError(f"ip {' '.join(argv)}: {done.stderr}")


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(10)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
