"""One alarm rule a file, each with a `RULE`; none knows another."""
