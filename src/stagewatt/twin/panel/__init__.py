"""The simulated rack's front panel over HTTP: the hands of whoever stands in front of it."""
