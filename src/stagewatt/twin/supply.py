"""Supply of the rack's own devices: from L1 over a fuse, held up for a moment when it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.twin.flow import Flow

MIN_V = 80.0
"""Below it a wide-range supply gives up (assumed)."""
HOLD_UP_S = 0.3
"""How long its capacitors last (assumed): what has to say that the neutral was lost, which may
take its own supply along, must outlast the main breaker's opening."""


@dataclass(frozen=True, slots=True)
class Supply:
    """One device's supply: `without_s` is how long it has had nothing."""

    fuse: str
    without_s: float = 0.0

    @property
    def carries(self) -> bool:
        """Whether the device runs on it."""
        return self.without_s < HOLD_UP_S

    def advanced(self, flow: Flow, blown: frozenset[str], dt_s: float) -> Supply:
        """Let time pass with this voltage and these fuses out."""
        if flow.v_ln_rms_v.l1 >= MIN_V and self.fuse not in blown:
            return replace(self, without_s=0.0) if self.without_s else self
        return replace(self, without_s=self.without_s + dt_s) if self.carries else self
