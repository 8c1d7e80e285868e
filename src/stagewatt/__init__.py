"""Watches touring power racks: reads, judges, keeps and shows what they measure."""

__version__ = "0.1.0"
