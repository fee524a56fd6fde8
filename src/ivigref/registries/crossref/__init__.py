"""Crossref: its answers translated, its interface asked, its yearly dump read."""
