"""How each program is run, and how what it shows is put into one spelling.

Each reader takes a file and gives the fields of each entry by its key: names as (family, given), pages with a hyphen,
texts without tags.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from ivigref.formats import module
from ivigref.formats.latex_reading import decode
from ivigref.formats.markup import untagged

HERE = Path(__file__).parent
Shown = dict[str, dict[str, Any]]


def same(text: str) -> str:
    """Reduce a text to what no client changes: tags, kinds of dash and of apostrophe, and blanks aside."""
    text = untagged(html.unescape(text)).replace('<span class="nocase">', "").replace("</span>", "")
    text = re.sub(r"[\u2010-\u2015]", "-", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'")).strip()


def letters(text: str) -> str:
    """Drop full stops, commas and blanks, which clients set as they like."""
    return re.sub(r"[\s.,]+", "", same(text))


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Return what a program prints; its complaint is the error's message."""
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False, cwd=cwd, timeout=120)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout.decode()


# --- clients that give CSL-JSON ----------------------------------------------------------------------------------


def from_csl(items: list[dict[str, Any]]) -> Shown:
    """Read CSL items, apart from our own reader."""
    return {
        str(item.get("citation-key") or item["id"]): {
            "authors": csl_names(item.get("author", [])),
            "editors": csl_names(item.get("editor", [])),
            "title": same(item.get("title", "")),
            "container_title": same(item.get("container-title") or item.get("collection-title") or ""),
            "publisher": same(item.get("publisher", "")),
            "place": same(item.get("publisher-place", "")),
            "year": str((item.get("issued", {}).get("date-parts") or [[""]])[0][0]),
            "volume": same(str(item.get("volume", ""))),
            "issue": same(str(item.get("issue", item.get("number", "")))),
            "pages": same(str(item.get("page", ""))),
            "doi": item.get("DOI", ""),
            "pmid": str(item.get("PMID", "")) or labelled(item, "PMID"),
            "pmcid": item.get("PMCID", "") or labelled(item, "PMCID"),
            "keywords": sorted(filter(None, re.split(r",\s*", item.get("keyword", "")))),
        }
        for item in items
    }


def labelled(item: Mapping[str, Any], label: str) -> str:
    """Find an identifier that stands in a note."""
    match = re.search(rf"\b{label}: (\w+)", str(item.get("note", "")))
    return match[1] if match else ""


def csl_names(names: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Join particles to family names; a client's word for *et al.* is no name."""
    found = []
    for name in names:
        family = name.get("literal") or name.get("family", "")
        particle = " ".join(name[part] for part in ("dropping-particle", "non-dropping-particle") if part in name)
        given = f"{name.get('given', '')} {name.get('suffix', '')}"
        found.append((letters(f"{particle}{family}"), letters(given)))
    return [name for name in found if name != ("others", "")]


def pandoc(of: str) -> Callable[[Path], Shown]:
    """Read with pandoc, from its wheel."""

    def read(path: Path) -> Shown:
        import pypandoc  # type: ignore[import-untyped]  # noqa: PLC0415  (160 MB that only this test needs)

        return from_csl(json.loads(pypandoc.convert_file(str(path), "csljson", format=of)))

    return read


def citation_js(path: Path) -> Shown:
    """Read with citation.js."""
    return from_csl(json.loads(run("node", HERE / "read.mjs", "citation-js", path)))


# --- clients that give fields of their own -----------------------------------------------------------------------


def bbt(path: Path) -> Shown:
    """Read with the parser of Better BibTeX for Zotero."""
    shown = {}
    for entry in json.loads(run("node", HERE / "read.mjs", "bbt", path)):
        fields = entry["fields"]
        get = fields.get
        shown[entry["key"]] = {
            "authors": bbt_names(get("author", [])),
            "editors": bbt_names(get("editor", [])),
            "title": same(get("title", "")),
            "container_title": same(get("journal") or get("booktitle") or get("series") or get("howpublished") or ""),
            "publisher": same(joined(get("publisher", ""))),
            "place": same(joined(get("address", ""))),
            "issue": same(get("number", "")),
            **{field: same(str(get(field, ""))) for field in ("year", "volume", "pages", "pmid", "pmcid")},
            "doi": get("doi", ""),
            "keywords": sorted(get("keywords", [])),
        }
    return shown


def joined(value: str | list[str]) -> str:
    """Join what Better BibTeX takes for a list."""
    return value if isinstance(value, str) else " and ".join(value)


def bbt_names(names: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Join the parts of names."""
    found = [
        (
            letters(name.get("name") or f"{name.get('prefix', '')}{name.get('lastName', '')}"),
            letters(f"{name.get('firstName', '')} {name.get('suffix', '')}"),
        )
        for name in names
    ]
    return [name for name in found if name != ("others", "")]


BLTX = "{http://biblatex-biber.sourceforge.net/biblatexml}"


def biber(path: Path) -> Shown:
    """Read with biber, which checks each entry against BibLaTeX's data model."""
    out = path.with_suffix(".bltxml")
    log = run("biber", "--tool", "--validate-datamodel", "--output-format=biblatexml", "-O", out, path, cwd=path.parent)
    lines = [line for line in log.splitlines() if re.match(r"(?:WARN|ERROR) -", line)]
    # BibLaTeX has no field for a PMCID; that a work has no author or year is not for us to mend.
    complaints = [line for line in lines if "'pmcid'" not in line and "Missing mandatory" not in line]
    if complaints:
        raise RuntimeError("\n".join(complaints))
    shown = {}
    for entry in ET.parse(out).iter(f"{BLTX}entry"):  # noqa: S314  (biber wrote it)
        texts = {child.tag.removeprefix(BLTX): "".join(child.itertext()) for child in entry}
        groups = entry.iter(f"{BLTX}names")
        names = {group.get("type"): [bltx_name(name) for name in group.iter(f"{BLTX}name")] for group in groups}
        ranges = entry.iterfind(f"{BLTX}pages/{BLTX}list/{BLTX}item")
        pages = ["-".join(filter(None, map(str.strip, item.itertext()))) for item in ranges]
        containers = ("journaltitle", "booktitle", "series", "howpublished")
        container = next((texts[name] for name in containers if name in texts), "")
        shown[entry.get("id", "")] = {
            "authors": names.get("author", []),
            "editors": names.get("editor", []),
            "title": same(decode(texts.get("title", ""))),
            "container_title": same(decode(container)),
            "publisher": same(decode(texts.get("publisher", texts.get("institution", "")).strip())),
            "place": same(decode(texts.get("location", "").strip())),
            "year": texts.get("date", "")[:4].lstrip("0"),
            "volume": same(decode(texts.get("volume", ""))),
            "issue": same(decode(texts.get("number", ""))),
            "pages": same(", ".join(pages)),
            "doi": texts.get("doi", ""),
            "pmid": texts.get("eprint", ""),
        }
    return shown


def bltx_name(name: ET.Element) -> tuple[str, str]:
    """Join the parts of a name."""
    parts = {part.get("type"): decode("".join(part.itertext())) for part in name if part.get("type")}
    return letters(f"{parts.get('prefix', '')}{parts.get('family', '')}"), letters(
        f"{parts.get('given', '')}{parts.get('suffix', '')}"
    )


MODS = "{http://www.loc.gov/mods/v3}"


def bibutils(program: str) -> Callable[[Path], Shown]:
    """Read with bibutils, which gives MODS."""

    def read(path: Path) -> Shown:
        root = ET.fromstring(run(program, path))  # noqa: S314  (bibutils wrote it)
        return {key: fields for mods in root.iter(f"{MODS}mods") for key, fields in [mods_fields(mods)]}

    return read


def mods_fields(mods: ET.Element) -> tuple[str, dict[str, Any]]:
    """Return the key and the fields of a MODS record."""
    host = mods.find(f"{MODS}relatedItem[@type='host']")
    identifiers = {item.get("type"): item.text or "" for item in mods.findall(f"{MODS}identifier")}
    part = next(mods.iter(f"{MODS}part"), mods)
    details = {item.get("type"): item.findtext(f"{MODS}number", "") for item in part.iter(f"{MODS}detail")}
    extent = part.find(f"{MODS}extent")
    pages = [] if extent is None else [extent.findtext(f"{MODS}{name}") for name in ("start", "end", "list")]
    matches = (re.match(r"(\w+): (\w+)", note.text or "") for note in mods.iter(f"{MODS}note"))
    notes = {match[1]: match[2] for match in matches if match}
    return identifiers.get("citekey", mods.get("ID", "")), {
        "authors": mods_names(mods, "author"),
        "editors": mods_names(mods, "editor") or (mods_names(host, "editor") if host is not None else []),
        "title": same(mods_title(mods)),
        "container_title": same(mods_title(host)) if host is not None else "",
        "publisher": same(first_text(mods, "publisher")),
        "place": same(first_text(mods, "placeTerm")),
        "year": (first_text(mods, "dateIssued") or first_text(mods, "date"))[:4],
        "volume": same(details.get("volume", "")),
        "issue": same(details.get("issue", details.get("number", ""))),
        "pages": same("-".join(filter(None, pages)) or details.get("page", "")),
        "doi": identifiers.get("doi", ""),
        "pmid": identifiers.get("pubmed", notes.get("PMID", "")),
        "pmcid": identifiers.get("pmc", notes.get("PMCID", "")),
        "keywords": sorted(word for topic in mods.iter(f"{MODS}topic") for word in re.split(r",\s*", topic.text or "")),
    }


def first_text(element: ET.Element, name: str) -> str:
    """Return the first text of this name, at any depth."""
    return next((found.text for found in element.iter(f"{MODS}{name}") if found.text), "")


def mods_title(element: ET.Element) -> str:
    """Return a title with its subtitle, which bibutils sets apart."""
    info = element.find(f"{MODS}titleInfo")
    if info is None:
        return ""
    start, title, subtitle = (info.findtext(f"{MODS}{name}", "") for name in ("nonSort", "title", "subTitle"))
    return ": ".join(filter(None, (f"{start} {title}".strip(), subtitle)))


def mods_names(element: ET.Element, role: str) -> list[tuple[str, str]]:
    """Return the names of one role."""
    found = []
    for name in element.findall(f"{MODS}name"):
        if name.findtext(f"{MODS}role/{MODS}roleTerm") != role:
            continue
        parts: dict[str | None, list[str]] = {}
        for part in name.findall(f"{MODS}namePart"):
            parts.setdefault(part.get("type"), []).append(part.text or "")
        family = "".join(parts.get("family", parts.get(None, [])))
        found.append((letters(family), letters("".join(parts.get("given", []) + parts.get("suffix", [])))))
    return [name for name in found if name != ("others", "")]


def jabref(path: Path) -> Shown:
    """Export as RIS from JabRef without its window; RIS has no keys there, so that each goes along as an abstract."""
    keyed = path.with_suffix(".keyed.bib")
    text = path.read_text(encoding="utf-8")
    keyed.write_text(re.sub(r"(?m)^@\w+\{(.+),$", r"\g<0>\n  abstract = {\1},", text), encoding="utf-8")
    out = path.with_suffix(".exported.ris")
    run("jabref", "--nogui", "--import", f"{keyed},bibtex", "--output", f"{out},ris")
    return dict(map(ris_fields, out.read_text(encoding="utf-8").split("\nER  -")[:-1]))


def ris_fields(item: str) -> tuple[str, dict[str, Any]]:
    """Return the key and the fields of an entry of JabRef's RIS, apart from our own reader."""
    lines: dict[str, list[str]] = {}
    for tag, value in re.findall(r"^([A-Z][A-Z0-9])  - (.+)$", item, re.MULTILINE):
        lines.setdefault(tag, []).append(value.strip())
    first = {tag: same(values[0]) for tag, values in lines.items()}
    names = {
        tag: [tuple(map(letters, value.partition(",")[::2])) for value in lines.get(tag, [])] for tag in ("AU", "A2")
    }
    pages = dict.fromkeys((first.get("SP", ""), first.get("EP", "")))
    return first.get("AB", first.get("N2", "")), {
        "authors": [name for name in names["AU"] if name != ("others", "")],
        "editors": names["A2"],
        "title": first.get("T1", ""),
        "container_title": first.get("JO", first.get("T2", "")),
        "publisher": first.get("PB", ""),
        "place": first.get("AD", ""),
        "year": first.get("Y1", "")[:4],
        "volume": first.get("VL", ""),
        "issue": first.get("IS", ""),
        "pages": "-".join(filter(None, pages)),
        "doi": unquote(first.get("M3", "").removeprefix("https://doi.org/")),
        "keywords": sorted(word for value in lines.get("KW", []) for word in re.split(r",\s*", value)),
    }


# --- clients that print ------------------------------------------------------------------------------------------


def bibtex(path: Path) -> Shown:
    """Run classic BibTeX with a style that abbreviates names, and take what it would print."""
    path.with_suffix(".aux").write_text(f"\\bibstyle{{abbrv}}\n\\citation{{*}}\n\\bibdata{{{path.stem}}}\n")
    run("bibtex", path.stem, cwd=path.parent)
    printed = path.with_suffix(".bbl").read_bytes().decode()  # not UTF-8 where a letter was cut in half
    items = re.split(r"\\bibitem\{([^}]*)\}", printed)[1:]
    texts = (decode(text.replace("\\newblock", "")) for text in items[1::2])
    return {key: {"printed": text} for key, text in zip(items[::2], texts, strict=True)}


def typst(path: Path) -> Shown:
    """Let typst print a bibliography; which reference is which is told by its title."""
    import typst as engine  # noqa: PLC0415  (only this test needs it)

    source = path.with_suffix(".typ")
    source.write_text(f'#bibliography("{path.name}", full: true, style: "apa")\n', encoding="utf-8")
    page = engine.compile(str(source), format="html").decode()
    printed = [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in page.split("<li>")[1:]]
    shown = {}
    of = "bibtex" if path.suffix == ".bib" else "hayagriva"
    for citation in module(of).loads(path.read_text(encoding="utf-8")):
        wanted = [citation.reference.title or "", *(name.family or "" for name in citation.reference.authors[:1])]
        found = [
            text
            for text in printed
            if all(letters(part) in letters(text) or letters(part) in letters(decode(text)) for part in wanted)
        ]
        shown[citation.key or ""] = {"printed": found[0] if found else ""}
    return shown
