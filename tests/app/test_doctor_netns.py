"""The real command on made-up hosts that have each something wrong with them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.netns.net import Net

from stagewatt.app.doctor_kinds import BY_CODE

pytestmark = pytest.mark.netns

DROP = """
table inet sw {
  chain in { type filter hook input priority 0; ip daddr 224.0.0.0/4 drop; }
}
"""
HOLDS = "import socket; s = socket.create_server(('', 8080)); print(flush=True); input()"

NOBODY = """
import encodings.ascii, encodings.idna, encodings.latin_1, os, sys
from stagewatt.app import doctor
os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(doctor.run(["--json"]))
"""


@pytest.fixture
def net() -> Iterator[Net]:
    with Net() as made:
        made.switch("net")
        made.host("node", "net", "10.9.0.1/24")
        yield made


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "n.toml"
    path.write_text(
        'schema = "node-config/1"\n[node]\nname = "n"\nlisten = "0.0.0.0:8080"\n'
        'allowed_hosts = ["n.local"]\ndata_dir = "data"\n',
        "utf-8",
    )
    return path


def _doctor(net: Net, config: Path) -> tuple[dict[str, str], int]:
    """Return what is bad by its code, and the exit status; all of it with its cure."""
    command = f"{sys.executable} -m stagewatt doctor --config {config} --json; echo $?"
    said, _, status = net.run("node", "sh", "-c", command).rstrip().rpartition("\n")
    findings = json.loads(said)["findings"]
    assert all(each["cure"] == (BY_CODE[each["code"]].cure or None) for each in findings)
    return {e["code"]: e["what"] for e in findings if e["level"] == "bad"}, int(status)


def test_a_sound_host_has_nothing_bad(net: Net, config: Path) -> None:
    assert _doctor(net, config) == ({}, 0)


def test_a_user_without_privileges_is_told_what_is_not_permitted(net: Net) -> None:
    script = f"cd /tmp; {sys.executable} -c '{NOBODY}'"
    findings = json.loads(net.run("node", "sh", "-c", script))["findings"]
    (told,) = (each for each in findings if each["level"] == "watch" and "port" in each["what"])
    assert told["code"] == "names-not-permitted"
    assert told["what"].startswith("port 137/udp (names by NetBIOS) is not permitted")


def test_a_host_without_an_address(net: Net, config: Path) -> None:
    net.readdress("node", "net", None)
    bad, status = _doctor(net, config)
    assert (status, [*bad]) == (1, ["address-none"])
    assert bad["address-none"].startswith("e-net: no address")


@pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft (nftables)")
def test_a_firewall_that_drops_multicast(net: Net, config: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").write_text(DROP)
    net.run("node", "nft", "-f", str(tmp_path / "rules"))
    bad, status = _doctor(net, config)
    assert (status, [*bad]) == (1, ["multicast-lost"])
    assert bad["multicast-lost"].startswith("e-net loses multicast")


def test_a_port_that_is_taken(net: Net, config: Path) -> None:
    argv = [sys.executable, "-c", HOLDS]
    holder = net.start("node", argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    bad, status = _doctor(net, config)
    assert (status, [*bad]) == (1, ["port-taken"])
    assert f"(process {holder.pid})" in bad["port-taken"]


def test_a_full_disk(net: Net, config: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()

    def umount() -> None:
        subprocess.run(["umount", str(data)], check=True)

    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(data)], check=True)
    net.at_end(umount)
    (data / "ballast").write_bytes(bytes(60 * 1024))
    bad, status = _doctor(net, config)
    assert (status, [*bad]) == (1, ["disk-full"])
    assert "data cannot be written to (0 MB free)" in bad["disk-full"]
