"""A rack that is not there: its supply, breakers, meter and I/O board behind the real protocols."""
