"""The same findings, several faces."""
