"""How loads behave over time: one pure function in each file."""
