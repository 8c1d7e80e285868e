"""The rack I/O board's map, `rack-io/1`: ways, contacts and temperature of one rack on the wire."""

from __future__ import annotations

from stagewatt.meters.rack_io.breakers import decode_breakers, encode_breakers, reads_breakers
from stagewatt.meters.rack_io.identity import decode_identity, encode_identity, reads_identity
from stagewatt.meters.rack_io.image import image
from stagewatt.meters.rack_io.layout import BadFrame, FrameError, TornFrame, rack_id
from stagewatt.meters.rack_io.live import (
    breaker_changes,
    decode_live,
    encode_live,
    reads_live,
    window_number,
)
from stagewatt.meters.rack_io.residuals import decode_residuals, encode_residuals, reads_residuals
from stagewatt.meters.rack_io.window import decode_window, encode_window, reads_window

__all__ = [
    "BadFrame",
    "FrameError",
    "TornFrame",
    "breaker_changes",
    "decode_breakers",
    "decode_identity",
    "decode_live",
    "decode_residuals",
    "decode_window",
    "encode_breakers",
    "encode_identity",
    "encode_live",
    "encode_residuals",
    "encode_window",
    "image",
    "rack_id",
    "reads_breakers",
    "reads_identity",
    "reads_live",
    "reads_residuals",
    "reads_window",
    "window_number",
]
