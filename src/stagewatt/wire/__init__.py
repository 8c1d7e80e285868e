"""The language of Modbus: codecs, read plans, frames; no sockets and no particular device."""
