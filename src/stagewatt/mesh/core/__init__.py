"""What the mesh decides: a pure machine from what is heard to what is said, shown and asked."""
