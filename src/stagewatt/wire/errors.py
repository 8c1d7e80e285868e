"""What can be wrong with bytes that came over a wire."""

from __future__ import annotations

from stagewatt.domain.errors import StagewattError


class WireError(StagewattError):
    """Bytes or words that are not what Modbus allows."""


class BadFraming(WireError):
    """A frame that is cut, too long, of another protocol or with a wrong check sum."""


class BadAnswer(WireError):
    """A well framed answer that does not fit its question."""


class ExceptionAnswer(WireError):
    """The device understood the question and refused it; `code` is its exception code."""

    def __init__(self, function: int, code: int) -> None:
        """Keep the function that was asked and the device's exception code."""
        super().__init__(f"function {function:#04x} was refused with exception {code:#04x}")
        self.function = function
        self.code = code
