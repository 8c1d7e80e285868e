"""From what hangs where to what flows: taps, upstream conductors, one network per site."""
