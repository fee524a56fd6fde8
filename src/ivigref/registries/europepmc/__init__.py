"""Europe PMC: adapter and record."""
