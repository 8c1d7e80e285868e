"""Everything `stagewatt doctor` can find: what each means for the show, and its cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "watch", "bad"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding; a fine one needs no cure."""

    code: str
    level: Level
    means: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding on this machine: its kind, and what was found in words."""

    kind: Kind
    what: str


KINDS = (
    # The configuration.
    Kind("config-none", "ok", "the usual ports and the folder below were looked at"),
    Kind("config-fine", "ok", "its ports, folder and serial lines were looked at"),
    Kind(
        "config-wrong",
        "bad",
        "the node does not start with it; the rest was checked without it",
        "Run `stagewatt config check FILE` and mend what it names.",
    ),
    # Ports of the node's own.
    Kind("port-free", "ok", "the node can listen there"),
    Kind("port-node", "ok", "a node runs here already, and this is its port"),
    Kind(
        "port-taken",
        "bad",
        "the node does not start: nobody can open its screen",
        "Stop that program, or choose another port in [node] listen.",
    ),
    Kind(
        "port-not-permitted",
        "bad",
        "the node does not start: ports below 1024 are for privileged programs",
        "Choose a port from 1024 on, or give the service AmbientCapabilities=CAP_NET_BIND_SERVICE.",
    ),
    Kind(
        "port-not-here",
        "bad",
        "the node does not start: that address belongs to no interface of this machine",
        'Write listen = "0.0.0.0:8080", which is every address there is.',
    ),
    Kind(
        "screen-here-only",
        "watch",
        "only this machine can open the screen, and its names are not announced",
        'Write listen = "0.0.0.0:8080" below [node].',
    ),
    Kind(
        "mesh-port-taken",
        "watch",
        "the node takes the next free port; nodes that multicast does not reach look for this one",
        "Stop that program, or choose another port in [mesh] port on all nodes.",
    ),
    # Ports of the names.
    Kind("names-free", "ok", "the network can find the node by its name this way"),
    Kind(
        "names-taken",
        "watch",
        "the node is not found by its name this way; the other ways and addresses work",
        "Stop that program, or switch this way off in [names].",
    ),
    Kind(
        "names-not-permitted",
        "watch",
        "the node is not found by its name this way; the other ways and addresses work",
        "Give the service AmbientCapabilities=CAP_NET_BIND_SERVICE, as the shipped unit does.",
    ),
    # Addresses and interfaces.
    Kind("address-global", "ok", "others reach the node there (by DHCP or set by hand)"),
    Kind(
        "address-link-local",
        "watch",
        "no DHCP server gave an address: only machines with such an address reach the node",
        "Nothing to do if all have one; otherwise switch on the DHCP server of the network.",
    ),
    Kind(
        "address-none",
        "bad",
        "nobody reaches the node but this machine itself",
        "Plug in the network cable and enable DHCP with link-local addresses on the interface.",
    ),
    Kind("ipv6-there", "ok", "names and screen work over IPv6 too where the node listens on it"),
    Kind("ipv6-none", "ok", "IPv4 is enough"),
    Kind(
        "cable-out",
        "watch",
        "the interface is on, yet no link is there: cable out, or the switch is off",
        "Plug the cable in at both ends and see the lamps of the socket lit.",
    ),
    Kind(
        "network-twice",
        "watch",
        "two interfaces are in one network: answers may leave by the other one and be lost",
        "Unplug one of them, or give them different networks.",
    ),
    Kind("interfaces-several", "ok", "the node is there in each of these networks"),
    Kind("route-there", "ok", "other networks are reachable; the node does not need them"),
    Kind("route-none", "ok", "nothing here needs another network or the internet"),
    # Multicast.
    Kind("multicast-works", "ok", "this machine sends and hears it; switches were not tested"),
    Kind(
        "multicast-lost",
        "bad",
        "nodes do not find each other by themselves, and names do not work",
        "Allow UDP to 224.0.0.0/4 in the firewall, or list the nodes in [mesh] addresses.",
    ),
    Kind(
        "multicast-off",
        "watch",
        "this interface carries no multicast (a tunnel, or it is switched off there)",
        "Run `ip link set IFACE multicast on`, or list the nodes in [mesh] addresses.",
    ),
    # The clock.
    Kind("clock-set", "ok", "events and recordings carry the time of day"),
    Kind(
        "clock-free",
        "watch",
        "a battery keeps the time, but no time service corrects it: it may be minutes off",
        "Enable systemd-timesyncd and let it reach a time server of the network.",
    ),
    Kind(
        "clock-unset",
        "watch",
        "events carry their age but no time of day until something sets the clock",
        "Enable systemd-timesyncd with a reachable server, or run `date -s` once.",
    ),
    # The disk.
    Kind("disk-fine", "ok", "names, limits and recordings can be kept"),
    Kind(
        "disk-full",
        "bad",
        "nothing can be kept: changes of names and limits are refused",
        "Free space on that disk, or point [node] data_dir to another one.",
    ),
    Kind(
        "disk-low",
        "watch",
        "recordings will soon find no room",
        "Free space on that disk before the show.",
    ),
    Kind(
        "disk-read-only",
        "bad",
        "nothing can be kept: the file system is mounted read-only",
        "Remount it writable; a memory card that turned read-only by itself is worn out.",
    ),
    Kind(
        "disk-not-permitted",
        "bad",
        "this user may not write there, so a node of this user keeps nothing",
        "Run this as the service's user, or give the folder to it with chown.",
    ),
    Kind(
        "disk-wrong",
        "bad",
        "nothing can be kept there",
        "Point [node] data_dir to a folder on a working disk.",
    ),
    Kind(
        "disk-slow",
        "watch",
        "each change of a name waits that long; a crash may lose more of a recording",
        "Use a better memory card or a disk.",
    ),
    # The machine.
    Kind("memory-fine", "ok", "enough for a node with many racks"),
    Kind(
        "memory-low",
        "watch",
        "the system may end the node in the middle of a show",
        "Stop other programs, or use a machine with 512 MB or more.",
    ),
    Kind("cores", "ok", "a node with eight racks needs a tenth of one"),
    Kind("watchdog-there", "ok", "systemd restarts the node when it ends or hangs"),
    Kind(
        "watchdog-none",
        "watch",
        "nothing restarts the node when it ends or hangs",
        "Install the systemd unit as docs/installation.md tells.",
    ),
    Kind("container-none", "ok", "the program sees the machine's own network"),
    Kind(
        "container-there",
        "watch",
        "a container with a network of its own hears no multicast and is not found",
        "Give it the machine's network (for Docker: --network host).",
    ),
    # Firewall.
    Kind("firewall-none", "ok", "nothing was found that filters packets"),
    Kind(
        "firewall-there",
        "watch",
        "what it does not allow is lost without a word",
        "Allow TCP to the screen and port 7432, and UDP 7432, 5353, 137 and 5355.",
    ),
    # Serial lines.
    Kind("serial-fine", "ok", "the line's adapter is there and may be used"),
    Kind(
        "serial-missing",
        "bad",
        "the devices on this line are not read",
        "Plug the adapter in, and name it by /dev/serial/by-id/... so that it keeps its name.",
    ),
    Kind(
        "serial-not-permitted",
        "bad",
        "this user may not use the line: its devices are not read",
        "Add the service's user to the group dialout, and start it anew.",
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def found(code: str, what: str) -> Diagnosis:
    """Return a finding by its code."""
    return Diagnosis(BY_CODE[code], what)
