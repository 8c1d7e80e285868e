"""The vocabulary every folder speaks: frozen records, no clock, no I/O, no import of ours."""
