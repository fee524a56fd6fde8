"""A server on loopback that speaks what ivigref uses of Crossref, NCBI and six other registers, with limits and faults."""

from tests.server.faults import Fault, Kind
from tests.server.service import Limits, RegistryServer
from tests.server.world import World, article, work

__all__ = ["Fault", "Kind", "Limits", "RegistryServer", "World", "article", "work"]
