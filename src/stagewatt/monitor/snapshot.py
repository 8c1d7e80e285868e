"""Who judges which rack, and the number of the snapshot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SnapshotId:
    """What the node adds to a judgement: names, and `(boot_id, seq)` as the snapshot's number."""

    rack: str
    printed_name: str
    node: str
    boot_id: str
    seq: int
