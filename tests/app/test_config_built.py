"""Racks that were built otherwise than their model: sockets, and the order of phases."""

from pathlib import Path

import pytest

from stagewatt.app.config import load
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.rack import RackModel

RACK = """
schema = "node-config/1"
[node]
name = "n"
[[racks]]
model = "smartpdu-36"
meter = { host = "10.0.0.2" }
boards = [{ host = "10.0.0.2", unit = 2 }]
"""


def built(folder: Path, more: str) -> RackModel:
    file = folder / "node.toml"
    file.write_text(RACK + more)
    (rack,) = load(file).racks
    return rack.model


def order(model: RackModel) -> str:
    return "".join(way.phases[0].value[1] for way in model.supervised[:12])


def test_phases_run_in_pairs_where_the_file_says_so(tmp_path: Path) -> None:
    assert order(built(tmp_path, "")) == "123123123123"
    assert order(built(tmp_path, 'phase_order = "pairs"\n')) == "112233112233"


def test_a_way_that_is_named_differs_from_the_order_too(tmp_path: Path) -> None:
    model = built(tmp_path, 'phase_order = "pairs"\nphases = { A2 = "L3" }\n')
    assert order(model) == "132233112233"


def test_x7_may_have_british_sockets(tmp_path: Path) -> None:
    model = built(tmp_path, 'sockets = { X7 = "bs-1363" }\n')
    (x7,) = [each for each in model.connectors if each.id == "X7"]
    assert x7.type == "bs-1363"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            'sockets = { X7 = "true1" }\n',
            "sockets.X7: true1 does not fit X7 of smartpdu-36; choose",
        ),
        (
            'sockets = { X1 = "schuko" }\n',
            "sockets.X1: smartpdu-36 has no way X1 with exchangeable",
        ),
        ('phase_order = "pair"\n', 'phase_order: "pair" is not one of these; write "cyclic" or'),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, more: str, expected: str) -> None:
    with pytest.raises(BadDocument) as error:
        built(tmp_path, more)
    assert f"racks[1].{expected}" in str(error.value)
