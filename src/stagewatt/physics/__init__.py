"""Physics of a four-wire supply and the breakers behind it: no clock, no chance, no I/O."""
