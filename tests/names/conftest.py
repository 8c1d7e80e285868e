"""Addresses and chance for the tests of names."""

from __future__ import annotations

from stagewatt.names.addresses import LocalAddress

ETH = LocalAddress(
    ip="10.0.0.5", prefix=24, interface="eth0", index=2, mac=bytes.fromhex("b827eb010203")
)
ETH_6 = LocalAddress(ip="fe80::5", prefix=64, interface="eth0", index=2, mac=ETH.mac)
WLAN = LocalAddress(ip="192.168.7.9", prefix=24, interface="wlan0", index=3)
LOOPBACK = LocalAddress(ip="127.0.0.1", prefix=8, interface="lo", index=1)


def no_chance() -> float:
    return 0.0
