"""One node per data folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stagewatt.domain.errors import NotSaved
from stagewatt.durable.lock import hold


def test_a_second_node_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    first = hold(tmp_path / "data")
    with pytest.raises(NotSaved, match="another node"):
        hold(tmp_path / "data")
    os.close(first)
    os.close(hold(tmp_path / "data"))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(NotSaved, match="nothing can be kept there"):
        hold(tmp_path / "data")
