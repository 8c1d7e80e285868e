"""The identity block: who the board is, how many ways it carries, what it offers."""

from __future__ import annotations

from collections.abc import Sequence

from stagewatt.domain.reading import BoardIdentity
from stagewatt.meters.rack_io.layout import (
    IDENTITY,
    MAGIC,
    MAP_VERSION,
    WAYS_MAX,
    BadFrame,
    Feature,
)
from stagewatt.wire.codecs import STRING
from stagewatt.wire.plan import Span

_TEXT = STRING(8)
_HEAD_WORDS = 8


def reads_identity() -> tuple[Span, ...]:
    """Return the one read that brings the identity block."""
    return (IDENTITY,)


def decode_identity(words: Sequence[int]) -> BoardIdentity:
    """Return who answers; BadFrame when it is no rack I/O board of this map version."""
    if len(words) != IDENTITY.words or tuple(words[:2]) != MAGIC:
        raise BadFrame("no rack I/O board: the magic words are missing")
    version, ways, features, firmware = words[2:6]
    if version != MAP_VERSION:
        raise BadFrame(f"map version {version} is unknown here; known: {MAP_VERSION}")
    if not 1 <= ways <= WAYS_MAX:
        raise BadFrame(f"a board of {ways} ways cannot be; 1 to {WAYS_MAX} can")
    serial, printed_name, model = (
        _text(words[start : start + 8], what)
        for start, what in ((8, "serial"), (16, "printed name"), (24, "model"))
    )
    if not serial:
        raise BadFrame("the board has no serial")
    return BoardIdentity(
        serial=serial,
        printed_name=printed_name,
        model=model,
        map_version=version,
        ways=ways,
        firmware=f"{firmware >> 8}.{firmware & 0xFF}",
        has_breakers=bool(features & Feature.BREAKERS),
        has_residuals=bool(features & Feature.RESIDUALS),
    )


def encode_identity(identity: BoardIdentity) -> tuple[int, ...]:
    """Return the block's words; texts longer than 16 characters are cut."""
    features = Feature.BREAKERS if identity.has_breakers else Feature(0)
    features |= Feature.RESIDUALS if identity.has_residuals else Feature(0)
    major, _, minor = identity.firmware.partition(".")
    firmware = (int(major or 0) & 0xFF) << 8 | int(minor or 0) & 0xFF
    head = (*MAGIC, identity.map_version, identity.ways, int(features), firmware)
    texts = (identity.serial, identity.printed_name, identity.model)
    return (
        *head,
        *(0,) * (_HEAD_WORDS - len(head)),
        *(word for text in texts for word in _TEXT.encode(text)),
    )


def _text(words: Sequence[int], what: str) -> str:
    text = _TEXT.decode(words)
    if text is None:
        raise BadFrame(f"the {what} holds characters outside printable ASCII")
    return text
