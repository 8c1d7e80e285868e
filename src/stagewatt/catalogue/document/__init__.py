"""Reads documents that people write: everything wrong is found at once, with place and cure."""
