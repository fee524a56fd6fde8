"""DataCite: adapter and record."""
