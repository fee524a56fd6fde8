"""PubMed: its answers translated, its E-utilities asked, its dump read."""
