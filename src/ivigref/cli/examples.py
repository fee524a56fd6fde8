"""The examples of the help: for each verb, commands that work as they are typed."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": ("check manuscript.txt --live",),
    "parse": (
        "parse manuscript.txt --format jsonl",
        "parse thesis.docx --list 2",
        "parse exports/ --format csv --bom > references.csv",
    ),
    "resolve": (
        "resolve --format csv",
        "resolve manuscript.docx --live",
        "resolve refs.bib --live --explain",
    ),
    "check": (
        "check --notes",
        "check paper.tex refs.bib --watch",
        "check manuscripts/ --jobs 4",
    ),
    "tag": (
        "tag --explain",
        "tag refs.bib --map",
        "tag exports/ --min-odds 0.8 --format csv",
    ),
    "export": (
        "export --to ris --output references.ris",
        "export manuscript.docx --live --to csl-json -o refs.json",
        "export refs.bib --to ris --losses losses.csv -o refs.ris",
    ),
    "format": (
        "format --style apa",
        "format manuscript.docx --mark --output corrected.docx",
        "format refs.bib --style ama --values printed",
    ),
    "merge": (
        "merge mine.bib yours.ris --output all.bib",
        "merge mine.bib yours.ris --counts --to csv",
        "merge mine.bib yours.ris --to ris --losses losses.csv",
    ),
    "report": (
        "report manuscript.txt --live --output report.html",
        "report refs.bib --output refs.html",
        'report refs.bib --ignore doi-missing="not printed there"',
    ),
    "fetch": (
        "fetch 10.1186/1478-7547-8-14",
        "fetch 17351760 PMC3216365 --to ris --output found.ris",
        "fetch --title Agammaglobulinemia --author Bruton",
    ),
    "explain": ("explain volume-differs", "explain not-found", "explain case-series"),
    "config": ("config",),
    "doctor": ("doctor --offline",),
    "serve": (
        "serve --open",
        "serve --open --offline",
        "serve --port 9000 --registries crossref,pubmed",
    ),
    "lsp": ("lsp", "lsp --live --registries crossref,pubmed", "lsp --profile bmj"),
    "mcp": ("mcp", "mcp --live", "mcp --allow ~/manuscripts --allow ~/libraries"),
    "journals update": ("journals update J_Medline.txt nlmcatalog.xml",),
    "journals show": ('journals show "N Engl J Med" --year 1975',),
    "vocabulary import": ("vocabulary import desc2027.xml.gz --output mesh.zlib",),
    "index build": ("index build ~/index --crossref dump/ --pubmed baseline/",),
    "index info": ("index info ~/index",),
    "index verify": ("index verify ~/index",),
    "batch": ("batch lists/ -o results/ --registry ~/index --workers 4",),
}


def ending(verb: str, *after: str) -> str:
    """Return the end of a verb's help: its examples, and what comes after them.

    >>> print(ending("config", "Exit codes: 0 clean."))
    Example: ivigref config
    <BLANKLINE>
    Exit codes: 0 clean.
    """
    return "\n\n".join((*(f"Example: ivigref {command}" for command in EXAMPLES[verb]), *after))
