"""What an attempt to read a device can end with."""

from __future__ import annotations

from stagewatt.domain.errors import StagewattError
from stagewatt.domain.reading import Fault


class ReadFailed(StagewattError):
    """A read brought no value that may be used.

    `fault` is for programs, `reason` for people, `code` the Modbus exception code of a device that
    understood and refused (Fault.EXCEPTION), None otherwise.
    """

    def __init__(self, fault: Fault, reason: str, *, code: int | None = None) -> None:
        """Keep all three."""
        super().__init__(f"{fault.value}: {reason}")
        self.fault = fault
        self.reason = reason
        self.code = code


_EXCEPTIONS = {
    1: "illegal function",
    2: "illegal address",
    3: "illegal value",
    4: "device failure",
    5: "acknowledge",
    6: "device busy",
    8: "memory parity error",
    10: "gateway path unavailable",
    11: "gateway target does not respond",
}
"""Modbus Application Protocol Specification V1.1b3, section 7."""


def refused(code: int) -> ReadFailed:
    """Return the failure of a question that the device refused with an exception code."""
    name = _EXCEPTIONS.get(code, "unknown code")
    return ReadFailed(Fault.EXCEPTION, f"exception {code} ({name})", code=code)
