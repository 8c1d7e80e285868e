"""A whole board as registers: what a simulated board answers from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stagewatt.domain.reading import BoardSample, WindowSample
from stagewatt.meters.rack_io.breakers import encode_breakers, reads_breakers
from stagewatt.meters.rack_io.identity import encode_identity, reads_identity
from stagewatt.meters.rack_io.live import encode_live, reads_live
from stagewatt.meters.rack_io.residuals import encode_residuals, reads_residuals
from stagewatt.meters.rack_io.window import encode_window, reads_window
from stagewatt.wire.plan import Span


def image(sample: BoardSample) -> dict[int, int]:
    """Return address -> word of every block that the board offers; no other address exists.

    Before its first whole second a board has window 0 with nothing in it.
    """
    ways = sample.identity.ways
    unknown = (None,) * ways
    window = sample.window or WindowSample(
        number=0, i_min_a=unknown, i_max_a=unknown, i_peak_a=unknown
    )
    blocks = [
        *zip(reads_identity(), [encode_identity(sample.identity)], strict=True),
        *zip(reads_live(ways), [encode_live(sample)], strict=True),
        *zip(reads_window(ways), encode_window(window), strict=True),
    ]
    if sample.identity.has_breakers:
        parts = encode_breakers(sample.way_breakers, sample.frame)
        blocks += zip(reads_breakers(ways), parts, strict=True)
    if sample.identity.has_residuals:
        residuals = encode_residuals(sample.i_residual_a, sample.frame)
        blocks += zip(reads_residuals(ways), [residuals], strict=True)
    return _laid(blocks)


def _laid(blocks: Iterable[tuple[Span, Sequence[int]]]) -> dict[int, int]:
    return {
        address: word
        for span, words in blocks
        for address, word in zip(range(span.address, span.end), words, strict=True)
    }
