"""The harmonic orders that the network is solved for."""

from __future__ import annotations

ORDERS = tuple(range(1, 52, 2))
"""The fundamental and the odd orders up to 51, which is as far as the meters look.

Loads that draw the same in both half-waves have no even orders.
"""
HARMONICS = ORDERS[1:]
