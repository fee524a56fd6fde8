"""How reference lists are printed: a style is one file, and one line here."""
