"""A written show: racks on one supply, what hangs on them, and what happens when."""
