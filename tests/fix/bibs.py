"""Twenty .bib files as people and programs write them, with a fault planted in each, and what mends it.

`{doi}` … stand for what is in the file; a fault takes a field away or gives it another value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PEOPLE = (
    "Abara Brandt Castillo Dvo{\\v{r}}{\\'a}k Eriksen Fontaine Grimaldi Haddad Ivanova J{\\'o}hannsd{\\'o}ttir"
).split()
TOPICS = "tides glaciers lichens beetles volcanoes pollen otters magnets comets ferns".split()
HEAD = {
    "plain": "",
    "jabref": "% Encoding: UTF-8\n\n",
    "macro": '@string{joio = "Journal of Invented Observations"}\n\n% a note of ours: 100% kept @ home\n',
    "comment": "@Comment{jabref-meta: databaseType:bibtex;}\n@preamble{ {\\newcommand{\\x}{y}} }\n",
}
LAYOUT = {
    "zotero": "@article{{{key},\n\ttitle = {{{title}}},\n\tvolume = {{{volume}}},\n\tdoi = {{{doi}}},\n"
    "\tjournal = {{Journal of Invented Observations}},\n\tauthor = {{{author}}},\n\tyear = {{{year}}},\n"
    "\tpages = {{{pages}}},\n\tkeywords = {{tides, {{Ice}}}},\n"
    "\tfile = {{Full Text:/home/x/a_b.pdf:application/pdf}},\n}}\n",
    "mendeley": "@article{{{key},\nabstract = {{It was 5\\% {{\\textless}} 10 \\& more.}},\nauthor = {{{author}}},\n"
    "doi = {{{doi}}},\njournal = {{Journal of Invented Observations}},\n"
    "mendeley-groups = {{Ice}},\npages = {{{pages}}},\n"
    "title = {{{{{title}}}}},\nvolume = {{{volume}}},\nyear = {{{year}}}\n}}\n",
    "jabref": "@Article{{{key},\n  author  = {{{author}}},\n  title   = {{{title}}},\n"
    "  journal = {{Journal of Invented Observations}},\n  year    = {{{year}}},\n  volume  = {{{volume}}},\n"
    "  pages   = {{{pages}}},\n  doi     = {{{doi}}},\n}}\n",
    "quotes": '@ARTICLE{{{key},\n  AUTHOR = "{author}",\n  TITLE = "{title}",\n  JOURNAL = joio,\n  YEAR = "{year}",\n'
    '  VOLUME = "{volume}",\n  PAGES = "{pages}",\n  DOI = "{doi}"\n}}\n',
    "glued": "@article{{{key},author={{{author}}},title={{{title}}},journal={{Journal of Invented Observations}},"
    "year={{{year}}},volume={{{volume}}},pages={{{pages}}},doi={{{doi}}}}}\n",
}
FAULTS = {
    "no doi": ("doi", ""),
    "no pages": ("pages", ""),
    "wrong volume": ("volume", "77"),
    "wrong year": ("year", "1999"),
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A file without fault, the same with one, and the field that has it."""

    name: str
    right: str
    wrong: str
    field: str


def entry(layout: str, number: int, **changes: str) -> str:
    values = {
        "key": f"Obs:{number}",
        "title": f"Observations of {TOPICS[number % 10]} in season {number}",
        "author": f"{PEOPLE[number % 10]}, Ada and {PEOPLE[number // 10 % 10]}, Ben",
        "year": str(1960 + number % 60),
        "volume": str(1 + number % 90),
        "pages": f"{100 + 7 * number}--{105 + 7 * number}",
        "doi": f"10.5555/obs.{number}",
        **changes,
    }
    text = LAYOUT[layout].format(**values)
    return text if values["doi"] and values["pages"] else _without_empty(text)


def _without_empty(text: str) -> str:
    """Without the field that has no value."""
    return re.sub(r'(?:\n[ \t]*|(?<=,))[A-Za-z]+ *= *(?:\{\}|""),?', "", text)


def planted() -> list[Planted]:
    made = []
    heads = list(HEAD)
    for place, layout in enumerate(LAYOUT):
        for fault, (field, value) in FAULTS.items():
            head = HEAD["macro"] if layout == "quotes" else HEAD[heads[place % len(heads)]]
            first, last = entry(layout, 11), entry(layout, 13)
            right, wrong = entry(layout, 12), entry(layout, 12, **{field: value})
            ends = "\r\n" if layout == "mendeley" else "\n"
            whole = [(head + first + "\n" + middle + "\n" + last).replace("\n", ends) for middle in (right, wrong)]
            made.append(Planted(f"{layout}, {fault}", whole[0], whole[1], field))
    return made
