"""What voltages and currents a network of sources, conductors and loads settles at."""
