"""What a person entered or a counter accumulated: atomic, fsynced, previous generation kept."""
