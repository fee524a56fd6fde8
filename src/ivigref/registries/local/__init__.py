"""An own index as a registry: built from the dumps of Crossref and PubMed, asked without a network."""

from ivigref.registries.local.build import Built, build
from ivigref.registries.local.dump import Show
from ivigref.registries.local.registry import FORMS, Local
from ivigref.registries.local.store import Info, Store

__all__ = ["FORMS", "Built", "Info", "Local", "Show", "Store", "build"]
