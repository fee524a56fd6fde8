"""Conventions of print, one table each with its source: suffixes, months, numerals, spelling, addresses, markup.

All code that reads or writes references uses these tables, so that no two modules differ.
"""
