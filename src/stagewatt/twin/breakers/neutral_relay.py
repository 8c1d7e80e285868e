"""The loss-of-neutral relay: what it takes for one, how long it looks, how it latches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from stagewatt.twin.flow import Flow

N_PE_MAX_V = 50.0
V_LN_MIN_V, V_LN_MAX_V = 170.0, 265.0
V_LL_MIN_V, V_LL_MAX_V = 340.0, 460.0
"""Assumed: no maker of such racks publishes his thresholds. L-L is normal within 15 %."""

LOOKS_S = 0.040
"""Two cycles."""
OPENS_S = 0.030
"""From the relay's contact to the main breaker's."""
_EDGE_S = 1e-9
"""Sums of steps are a hair off."""


@dataclass(frozen=True, slots=True)
class NeutralRelay:
    """`seen_s`: how long the fault has been seen without a break; `since_s`: since it tripped."""

    tripped: bool = False
    seen_s: float = 0.0
    since_s: float = 0.0

    @property
    def opens(self) -> bool:
        """Whether the main breaker has had the time to follow the relay."""
        return self.tripped and self.since_s >= OPENS_S - _EDGE_S


def sees_fault(flow: Flow) -> bool:
    """Tell whether these voltages mean a lost neutral.

    With a balanced load an open neutral shows nowhere, so it is not seen: that is real physics.
    """
    if flow.v_n_pe_v > N_PE_MAX_V:
        return True
    l1, l2, l3 = flow.v_ln_v
    if not all(V_LL_MIN_V <= abs(a - b) <= V_LL_MAX_V for a, b in pairwise((l1, l2, l3, l1))):
        return False
    return not all(V_LN_MIN_V <= abs(v) <= V_LN_MAX_V for v in (l1, l2, l3))


def advanced(relay: NeutralRelay, flow: Flow, dt_s: float) -> NeutralRelay:
    """Let time pass; a tripped relay stays so until it is reset."""
    if relay.tripped:
        return relay if relay.opens else replace(relay, since_s=relay.since_s + dt_s)
    if not sees_fault(flow):
        return relay if not relay.seen_s else NeutralRelay()
    seen_s = relay.seen_s + dt_s
    return NeutralRelay(tripped=seen_s >= LOOKS_S - _EDGE_S, seen_s=seen_s)


def reset(relay: NeutralRelay, flow: Flow) -> NeutralRelay:
    """Reset the latch, as moving the main lever to off does; in vain while the fault is seen."""
    return relay if sees_fault(flow) else NeutralRelay()
