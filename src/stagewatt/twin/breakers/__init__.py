"""The rack's protective devices as small state machines: their state, and what time does to it."""
