"""Numbers and comparisons of the source are changed one by one: for each, some test has to fail."""
