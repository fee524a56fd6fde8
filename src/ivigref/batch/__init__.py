"""Millions of references: one pure function from Arrow batch to Arrow batch, and an engine that runs it."""

from ivigref.batch.inputs import Partition, partitions
from ivigref.batch.run import Summary, run
from ivigref.batch.work import INPUT, OUTPUT, process

__all__ = ["INPUT", "OUTPUT", "Partition", "Summary", "partitions", "process", "run"]
