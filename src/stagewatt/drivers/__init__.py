"""Asks racks for their values over Modbus, for ever and whatever happens; it cannot write."""
