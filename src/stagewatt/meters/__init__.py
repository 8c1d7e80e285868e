"""What devices that measure say on the wire: one register table per device, no state."""
