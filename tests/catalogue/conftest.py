from collections.abc import Callable
from pathlib import Path

import pytest

from stagewatt.catalogue.load import load_document
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.rack import RackModel

RACK = Path(__file__).with_name("small.toml").read_text("utf-8")


@pytest.fixture(scope="session")
def rack_text() -> str:
    """A small rack that uses everything the format has."""
    return RACK


@pytest.fixture
def edited() -> Callable[..., str]:
    """The small rack's text with some pieces exchanged; each piece must be there."""

    def edit(*changes: tuple[str, str]) -> str:
        text = RACK
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        return text

    return edit


@pytest.fixture
def loaded() -> Callable[..., RackModel]:
    """Load a text with parts given by name."""

    def load(text: str, **parts: str) -> RackModel:
        return load_document(text, "small.toml", parts)[0]

    return load


@pytest.fixture
def refused(loaded: Callable[..., RackModel]) -> Callable[..., list[str]]:
    """What stands in the error of a text that must not load, one line per finding."""

    def refuse(text: str, **parts: str) -> list[str]:
        with pytest.raises(BadDocument) as error:
            loaded(text, **parts)
        return str(error.value).splitlines()

    return refuse
