"""API, live stream and frames: what browsers and programs see of the store."""
