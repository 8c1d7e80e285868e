"""A rack that is not there: its supply, breakers, meter and I/O board behind the real protocols."""

import os

# Here, before anything loads numpy: the matrices of a site are too small to gain from threads,
# and two racks' worth of threads on one core only wait for each other.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
