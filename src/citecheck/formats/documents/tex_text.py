"""The LaTeX of printed lists as text: links and what bibliography styles write; letters and marks are `tex.latex`'s."""

from __future__ import annotations

import re

from citecheck.formats.tex import latex

_ARGUMENT = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_HREF = re.compile(rf"\\href(?:@noop)?\s*{_ARGUMENT}\s*{_ARGUMENT}")
_ADDRESS = re.compile(rf"\\(?:url|nolinkurl|path|burl|doiurl|blocation|eprint)\s*{_ARGUMENT}")
_DOI = re.compile(rf"\\(?:doi|bdoi|DOI)\s*{_ARGUMENT}")
_RESOLVER = re.compile(r"\s*(?:doi:|https?://(?:dx\.)?doi\.org/)", re.I)
# Names of fields and colours, of which nothing is printed.
_NAMED = re.compile(r"\\(?:bibinfo|bibfield|textcolor|color)\s*\{[^{}]*\}")
_DROPPED = re.compile(
    r"\\(?:label|vspace|hspace|vskip|hskip|begin|end|fontsize|selectlanguage|BibitemOpen|bibAnnoteFile|natexlab"
    r"|hypertarget|phantomsection|addcontentsline|setlength|penalty0?|providecommand|BIBentryALTinterwordspacing"
    r"|bibliographystyle|SelectLanguage|enspace|href@noop)\*?(?:\[[^\]]*\])?\s*\{[^{}]*\}(?:\[[^\]]*\])?"
)
# Words of bibliography styles, and what they print.
_WORDS = {
    "betal": "et al.", "etal": "et al.", "bibnamedelima": " ", "bibnamedelimb": " ", "bibnamedelimi": " ",
    "bibinitperiod": ".", "bibinitdelim": " ", "bibrangedash": "–", "space": " ", "and": "and",
    "doiprefix": "doi:", "bysame": "———",
}  # fmt: skip
_WORD = re.compile(rf"\\({'|'.join(_WORDS)})(?![A-Za-z@])\s*")
_INNER = re.compile(r"\\[A-Za-z]*@[A-Za-z@]*\s*")
_OPTION = re.compile(r"(\\[A-Za-z]+)\*?\s*\[[^\]]{0,80}\]")
_LINE_END = re.compile(r"(?<!\\)\\\\(?:\[[^\]]*\])?")


def printed(tex: str) -> tuple[str, tuple[str, ...]]:
    """The text in one line, and the addresses of its links."""
    links = tuple(match[1] for match in _HREF.finditer(tex))
    if "\\" in tex:
        tex = _LINE_END.sub(" ", tex)
        tex = _HREF.sub(lambda match: f"{{{match[2]}}}", tex)
        tex = _DOI.sub(lambda match: f"{{doi:{_verbatim(_RESOLVER.sub('', match[1]))}}}", tex)
        tex = _ADDRESS.sub(lambda match: f"{{{_verbatim(match[1])}}}", tex)
        tex = _WORD.sub(lambda match: _WORDS[match[1]], _DROPPED.sub(" ", _NAMED.sub("", tex)))
        tex = _OPTION.sub(r"\1 ", _INNER.sub("", tex))
    return latex.plain(tex), links


def _verbatim(address: str) -> str:
    """An address, in which a tilde is a tilde."""
    return address.replace("~", "\\textasciitilde{}")
