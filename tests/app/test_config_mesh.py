from pathlib import Path

import pytest

from stagewatt.app.config import NodeConfig, check_text, load
from stagewatt.app.config_check import run
from stagewatt.app.config_mesh import MeshConfig
from stagewatt.domain.errors import BadDocument

VIEWER = 'schema = "node-config/1"\n[node]\nname = "foh"\n'
KEY = "0123456789abcdef"


def checked(more: str) -> NodeConfig:
    config, findings = check_text(VIEWER + more, "foh.toml")
    assert config is not None, findings
    return config


def wrong(more: str) -> list[str]:
    config, findings = check_text(VIEWER + more, "foh.toml")
    assert config is None
    return [f"{finding.line} {finding}" for finding in findings]


def test_without_a_word_a_node_is_in_the_open_site() -> None:
    assert checked("").mesh == MeshConfig()
    assert (MeshConfig().enabled, MeshConfig().site, MeshConfig().key) == (True, "open", None)


def test_everything_that_can_be_said() -> None:
    config = checked(
        f'[mesh]\nsite = "tour-a"\nkey = "{KEY}"\nport = 7500\nmulticast = false\n'
        'addresses = ["10.0.0.5", "foh.local:7000", "[fe80::1]:7432"]\ninterfaces = ["eth0"]\n'
        '[names]\nmdns = false\nname = "FOH-1"\n[leds]\nrun = "led0"\n'
    )
    assert config.mesh == MeshConfig(
        site="tour-a",
        key=KEY,
        port=7500,
        multicast=False,
        addresses=(("10.0.0.5", 7432), ("foh.local", 7000), ("fe80::1", 7432)),
        interfaces=("eth0",),
    )
    assert (config.names.mdns, config.names.netbios, config.names.name) == (False, True, "FOH-1")
    assert config.leds.run == "led0"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[mesh]\nsite = "Tour A"\n', "5 mesh.site: "),
        ('[mesh]\nkey = "short"\n', "5 mesh.key: "),
        ('[mesh]\naddresses = ["10.0.0.5", "10.0.0:99999"]\n', "5 mesh.addresses[2]: "),
        ('[mesh]\naddresses = ["foh:0"]\n', "5 mesh.addresses[1]: "),
        (f'[mesh]\nkey = "{KEY}"\nkey_file = "k"\n', "5 mesh.key: "),
        ('[names]\nname = "a-very-long-name"\n', "5 names.name: "),
        ("[mesh]\nmulticats = true\n", "5 mesh.multicats: "),
    ],
)
def test_what_cannot_be_has_its_place(more: str, says: str) -> None:
    found = wrong(more)
    assert len(found) == 1
    assert found[0].startswith(says)


def write(folder: Path, key: bytes | None) -> Path:
    path = folder / "foh.toml"
    path.write_text(VIEWER + '[mesh]\nkey_file = "site.key"\n')
    if key is not None:
        (folder / "site.key").write_bytes(key)
    return path


def test_a_key_comes_out_of_its_file(tmp_path: Path) -> None:
    mesh = load(write(tmp_path, f"{KEY}\n".encode())).mesh
    assert (mesh.key, mesh.key_file) == (KEY, tmp_path / "site.key")


@pytest.mark.parametrize("key", [None, b"short", b"\xff" * 20, f"{KEY}\n{KEY}".encode()])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, key: bytes | None) -> None:
    with pytest.raises(BadDocument) as error:
        load(write(tmp_path, key))
    assert error.value.findings[0].place == "mesh.key_file"
    assert KEY not in str(error.value)


def test_the_summary_names_the_site_and_never_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([str(write(tmp_path, KEY.encode()))]) == 0
    said = capsys.readouterr().out
    assert "site open (locked)" in said
    assert KEY not in said


def test_the_summary_of_a_node_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "foh.toml"
    path.write_text(VIEWER + "[mesh]\nenabled = false\n")
    assert run([str(path)]) == 0
    assert "alone, without a mesh" in capsys.readouterr().out
