"""Golden words, and random boards that could stand in a rack."""

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st

from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    Contact,
    ContactId,
    WindowSample,
)

T = TypeVar("T")
GOLDEN = Path(__file__).parents[1] / "golden" / "meters"


@pytest.fixture
def golden() -> Path:
    """Return the folder of the golden words."""
    return GOLDEN


@pytest.fixture
def bench() -> dict[str, tuple[int, ...]]:
    """Return the blocks of the bench board of three ways, written by hand."""
    blocks: dict[str, Any] = json.loads((GOLDEN / "rack_io" / "blocks.json").read_text())
    return {name: tuple(int(word, 16) for word in text.split()) for name, text in blocks.items()}


@pytest.fixture
def bench_identity() -> BoardIdentity:
    """Return what the bench board says of itself."""
    return BoardIdentity(
        serial="0A1B2C3D4E5F",
        printed_name="bench board",
        model="bench-3",
        map_version=1,
        ways=3,
        firmware="1.2",
        has_breakers=True,
        has_residuals=True,
    )


@pytest.fixture
def bench_sample(bench_identity: BoardIdentity) -> BoardSample:
    """Return the bench board with all it measures."""
    return BoardSample(
        identity=bench_identity,
        boot=7,
        frame=42,
        i_a=(12.34, None, None),
        fitted=(True, False, True),
        sensor_fault=(False, False, True),
        contacts=(
            (ContactId.MAIN_ON, Contact(active=True, changes=3, since_ms=90_000)),
            (ContactId.MAIN_TRIPPED, Contact(active=False, changes=2, since_ms=95_000)),
            (ContactId.E_STOP, Contact(active=False, changes=0, since_ms=3_600_000)),
        ),
        way_breakers=(
            Contact(active=True, changes=1, since_ms=10_000),
            Contact(active=False, changes=3, since_ms=500),
            None,
        ),
        temperature_c=25.1,
        window=WindowSample(
            number=225,
            i_min_a=(12.3, None, None),
            i_max_a=(12.5, None, None),
            i_peak_a=(17.9, None, None),
        ),
        i_residual_a=(0.0055, None, 0.0),
    )


def _scaled(per_unit: int, top: int = 0xFFFE) -> st.SearchStrategy[float | None]:
    return st.none() | st.integers(0, top).map(lambda raw: raw / per_unit)


_WORD = st.integers(0, 0xFFFF)
_CONTACT = st.builds(Contact, st.booleans(), _WORD, st.integers(0, 0xFFFFFFFF))
_TEXT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=16)


@st.composite
def _boards(draw: st.DrawFn) -> BoardSample:
    """Draw a board of 1 to 72 ways in any state that the map can tell."""
    ways = draw(st.integers(1, 72))

    def each(one: st.SearchStrategy[T]) -> tuple[T, ...]:
        return tuple(draw(st.lists(one, min_size=ways, max_size=ways)))

    def currents(per_unit: int) -> tuple[float | None, ...]:
        return each(_scaled(per_unit))

    identity = BoardIdentity(
        serial=draw(_TEXT.filter(bool)),
        printed_name=draw(_TEXT),
        model=draw(_TEXT),
        map_version=1,
        ways=ways,
        firmware=f"{draw(st.integers(0, 255))}.{draw(st.integers(0, 255))}",
        has_breakers=draw(st.booleans()),
        has_residuals=draw(st.booleans()),
    )
    fitted = each(st.booleans())
    faulty = each(st.booleans())
    wired = [which for which in ContactId if draw(st.booleans())]
    spread = [
        sorted(pair, key=lambda value: (value is None, value))
        for pair in zip(currents(100), currents(100), strict=True)
    ]
    return BoardSample(
        identity=identity,
        boot=draw(_WORD),
        frame=draw(_WORD),
        i_a=tuple(
            value if has and not bad else None
            for value, has, bad in zip(currents(100), fitted, faulty, strict=True)
        ),
        fitted=fitted,
        sensor_fault=faulty,
        contacts=tuple((which, draw(_CONTACT)) for which in wired),
        first_out=draw(st.sampled_from([None, *wired])),
        way_breakers=each(st.none() | _CONTACT) if identity.has_breakers else (),
        temperature_c=draw(st.none() | st.integers(-32767, 32767).map(lambda raw: raw / 10)),
        window=WindowSample(
            number=draw(_WORD),
            i_min_a=tuple(low for low, _ in spread),
            i_max_a=tuple(high for _, high in spread),
            i_peak_a=currents(10),
        ),
        i_residual_a=currents(10_000) if identity.has_residuals else (),
    )


@pytest.fixture(scope="session")
def boards() -> st.SearchStrategy[BoardSample]:
    """Return the strategy that draws boards."""
    return _boards()
