"""Small facts of print, each table once and with its source: suffixes, months, numerals, spelling, addresses, markup.

Whoever reads or writes a reference in any notation takes them from here, so that no two rooms differ.
"""
