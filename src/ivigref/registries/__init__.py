"""Whoever can be asked about a reference; each outside library enters through one module here."""

from ivigref.registries.recorded import Recorded

__all__ = ["Recorded"]
