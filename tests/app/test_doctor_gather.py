"""The facts, from a made-up root folder and from this very machine."""

from __future__ import annotations

import errno
import socket
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from stagewatt.app import doctor_gather, doctor_probe
from stagewatt.app.config import check_text
from stagewatt.app.doctor_facts import Holder, SerialLine
from stagewatt.app.doctor_sockets import holder, inodes
from stagewatt.names import llmnr, mdns, netbios
from stagewatt.names.addresses import LocalAddress

LOOPBACK = LocalAddress(ip="127.0.0.1", prefix=8, interface="lo", index=1)
HEAD = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode"
)
TCP = f"""{HEAD}
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
   1: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0
   3: 00000000:XYZ 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0
   4: short
"""


def test_only_who_listens_at_a_port_has_it() -> None:
    assert inodes(TCP, "tcp", 8080) == {"4711"}
    assert inodes(TCP, "tcp", 23) == frozenset()
    assert inodes(TCP.replace(" 0A ", " 07 "), "udp", 22) == {"4713"}


def _process(proc: Path, pid: int, inode: str, comm: str, words: str) -> None:
    (proc / str(pid) / "fd").mkdir(parents=True)
    (proc / str(pid) / "fd" / "3").symlink_to(f"socket:[{inode}]")
    (proc / str(pid) / "fd" / "file").write_text("no link")
    (proc / str(pid) / "comm").write_text(f"{comm}\n")
    (proc / str(pid) / "cmdline").write_bytes(words.replace(" ", "\0").encode())


def test_the_holder_of_a_port_is_named(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text(TCP)
    (tmp_path / "sys").mkdir()
    _process(tmp_path, 5, "1", "sh", "sh")
    (tmp_path / "6").mkdir()
    _process(tmp_path, 7, "4713", "sshd", "sshd -D")
    _process(
        tmp_path, 8, "4711", "python3", "/opt/v/bin/python3 /opt/v/bin/stagewatt node --config x"
    )
    assert holder("tcp", 22, tmp_path) == Holder("sshd", 7)
    assert holder("tcp", 8080, tmp_path) == Holder("a node of stagewatt", 8, ours=True)
    assert holder("tcp", 9, tmp_path) == Holder()
    assert holder("tcp", 22, tmp_path / "nowhere") == Holder()
    (tmp_path / "7" / "comm").unlink()
    (tmp_path / "7" / "cmdline").unlink()
    assert holder("tcp", 22, tmp_path) == Holder("a program", 7)


def test_a_port_that_is_taken_is_told_with_its_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        port = doctor_probe.tcp_port("screen", "127.0.0.1", number)
        assert (port.error, port.holder.pid is None) == (errno.EADDRINUSE, False)
    assert doctor_probe.tcp_port("screen", "127.0.0.1", number).error is None
    assert doctor_probe.tcp_port("screen", "::1", 0).error is None
    assert doctor_probe.tcp_port("screen", "192.0.2.77", 1).error == errno.EADDRNOTAVAIL
    assert doctor_probe.tcp_port("screen", "no such host", 1).error == errno.EADDRNOTAVAIL


def test_a_port_of_the_names_is_opened_as_its_way_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", 0))
        for module in (mdns, netbios, llmnr):
            monkeypatch.setattr(module, "PORT", sock.getsockname()[1])
        for way in ("mdns", "netbios", "llmnr"):
            port = doctor_probe.name_port(way)
            assert (port.error, port.use) == (errno.EADDRINUSE, way)
            assert port.holder.pid is not None
    assert doctor_probe.name_port("mdns").error is None


def test_multicast_is_heard_on_loopback() -> None:
    heard = doctor_probe.multicast(LOOPBACK, port=_free_port())
    assert (heard.interface, heard.heard, heard.error) == ("lo", True, None)


def test_what_others_say_to_the_group_is_not_our_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_probe, "PATIENCE_S", 0.1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.sendto(b"something else", sock.getsockname())
        assert not doctor_probe._heard(sock, b"ours")
        feed = threading.Thread(target=sock.sendto, args=(b"ours", sock.getsockname()))
        feed.start()
        assert doctor_probe._heard(sock, b"ours")
        feed.join()


def test_multicast_that_is_not_heard_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_probe, "_heard", lambda *_: False)
    assert not doctor_probe.multicast(LOOPBACK, port=_free_port()).heard
    gone = replace(LOOPBACK, ip="192.0.2.77", index=4242)
    assert doctor_probe.multicast(gone, port=_free_port()).error == "No such device"


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", 0))
        return int(sock.getsockname()[1])


def test_a_folder_that_is_not_yet_there_is_tried_above(tmp_path: Path) -> None:
    disk = doctor_probe.disk(tmp_path / "a" / "b")
    assert disk.error is None
    assert disk.free_bytes is not None
    assert disk.fsync_s is not None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert doctor_probe.disk(tmp_path / "file").error == errno.ENOTDIR


def test_the_interfaces_of_this_machine() -> None:
    for each in doctor_gather.interfaces():
        assert each.name != "lo"
        assert all(address.interface == each.name for address in each.addresses)
    assert doctor_gather._flags("no-such-iface") == 0
    assert doctor_gather._flags("lo") & 0x8


ROUTES = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
FOUR = ROUTES + "eth0\t{}\t0100000A\t0003\t0\t0\t0\t{}\t0\t0\t0\n"
SIX = "0" * 32 + " 00 " + "0" * 32 + " 00 " + "0" * 32 + " 00000400 00000001 00000000 00000003 {}\n"


@pytest.mark.parametrize(
    ("four", "six", "routed"),
    [
        (FOUR.format("00000000", "00000000"), "", True),
        (FOUR.format("0000000A", "00FFFFFF"), "", False),
        ("", SIX.format("eth0"), True),
        ("", SIX.format("lo"), False),
        ("", "", False),
    ],
)
def test_a_default_route(tmp_path: Path, four: str, six: str, routed: bool) -> None:
    (tmp_path / "proc" / "net").mkdir(parents=True)
    (tmp_path / "proc" / "net" / "route").write_text(four)
    (tmp_path / "proc" / "net" / "ipv6_route").write_text(six)
    assert doctor_gather.routed(tmp_path) is routed


def test_the_clock_and_who_keeps_it(tmp_path: Path) -> None:
    nothing = doctor_gather.clock(tmp_path)
    assert (nothing.battery, nothing.service, nothing.before_release) == (False, None, False)
    (tmp_path / "run" / "chrony").mkdir(parents=True)
    (tmp_path / "sys" / "class" / "rtc" / "rtc0").mkdir(parents=True)
    kept = doctor_gather.clock(tmp_path)
    assert (kept.battery, kept.service) == (True, "chrony")


def test_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_gather, "_nft_rules", lambda: "")
    bare = doctor_gather.machine(tmp_path)
    assert (bare.available_bytes, bare.systemd, bare.unit) == (None, False, False)
    assert (bare.container, bare.walls) == (None, ())
    for place, text in {
        "proc/meminfo": "MemTotal: 9 kB\nMemAvailable:    1024 kB\n",
        "run/systemd/system/x": "",
        "etc/systemd/system/stagewatt.service": "",
        "run/systemd/container": "lxc\n",
        "etc/ufw/ufw.conf": "ENABLED=yes\n",
        "run/firewalld.pid": "1",
        "proc/net/ip_tables_names": "filter\n",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    monkeypatch.setattr(doctor_gather, "_nft_rules", lambda: "policy drop;")
    full = doctor_gather.machine(tmp_path)
    assert (full.available_bytes, full.systemd, full.unit) == (1 << 20, True, True)
    assert (full.container, full.cores > 0) == ("lxc", True)
    assert full.walls == ("ufw", "firewalld", "nftables", "iptables")


def test_a_packet_filter_that_does_not_answer_is_no_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert doctor_gather._nft_rules() == ""
    monkeypatch.setattr("shutil.which", lambda *_, **__: "/nowhere/nft")
    assert doctor_gather._nft_rules() == ""

    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("nft", 5)

    monkeypatch.setattr("subprocess.run", hangs)
    assert doctor_gather._nft_rules() == ""


def test_the_packet_filter_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nft"
    program.write_text('#!/bin/sh\necho "$@: drop"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor_gather._nft_rules() == "list ruleset: drop\n"


CONFIG = """
schema = "node-config/1"
[node]
name = "v"
listen = "127.0.0.1:0"
[mesh]
enabled = false
[names]
mdns = false
netbios = false
llmnr = false
[[racks]]
model = "c24-soca"
id = "a"
[racks.meter]
serial = "/dev/does-not-exist"
baud = 19200
[[racks.boards]]
host = "127.0.0.1"
ways = ["1", "2"]
"""


def test_the_configuration_says_what_is_looked_at() -> None:
    config, findings = check_text(CONFIG, "text")
    assert config is not None, findings
    assert doctor_gather.ports(config) == ()
    assert doctor_gather.serial_lines(config) == (
        SerialLine("/dev/does-not-exist", there=False, permitted=False),
    )
    assert doctor_gather.serial_lines(None) == ()
    uses = [port.use for port in doctor_gather.ports(None)]
    assert uses == ["screen", "mesh", "mdns", "netbios", "llmnr"]
