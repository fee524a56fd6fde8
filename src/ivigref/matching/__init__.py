"""How alike are a reference and a record? Pure functions, and one scorer for every registry."""

from ivigref.matching.agreement import Agreement, Verdict
from ivigref.matching.authors import compare_authors
from ivigref.matching.identity import leads_elsewhere
from ivigref.matching.journals import compare_journals, same_journal
from ivigref.matching.numbers import compare_issues, compare_volumes, compare_years
from ivigref.matching.pagination import compare_pages
from ivigref.matching.place import may_be, stands_there
from ivigref.matching.scorer import STORED, match_confidence, match_weight
from ivigref.matching.serials import compare_listed_journals
from ivigref.matching.titles import compare_titles

__all__ = [
    "STORED",
    "Agreement",
    "Verdict",
    "compare_authors",
    "compare_issues",
    "compare_journals",
    "compare_listed_journals",
    "compare_pages",
    "compare_titles",
    "compare_volumes",
    "compare_years",
    "leads_elsewhere",
    "match_confidence",
    "match_weight",
    "may_be",
    "same_journal",
    "stands_there",
]
