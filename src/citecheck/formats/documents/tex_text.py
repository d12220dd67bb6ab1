"""LaTeX source as it is printed, near enough for references: accents as letters, commands taken off, their words"
" kept."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "ldots": "…", "dots": "…", "textellipsis": "…", "textregistered": "®",
    "texttrademark": "™", "textdegree": "°", "pounds": "£", "S": "§", "P": "¶", "copyright": "©",
    "textasciitilde": "~", "textbackslash": "\\", "textunderscore": "_", "betal": "et al.", "etal": "et al.",
    "newblock": " ", "bibnamedelimi": " ", "bibinitperiod": ".", "bibinitdelim": " ", "bibrangedash": "–",
    "quad": " ", "qquad": " ", "space": " ", "and": "and", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "omega": "ω", "pi": "π", "sigma": "σ", "tau": "τ", "epsilon": "ε",
    "chi": "χ", "Delta": "Δ", "Omega": "Ω", "times": "×", "pm": "±", "sim": "~", "BibTeX": "BibTeX",
    "LaTeX": "LaTeX", "TeX": "TeX", "doiprefix": "doi:", "bysame": "———",
}  # fmt: skip
_ACCENT_WORD = re.compile(r"\\([uvHrckdb])(?:\s*\{\s*(\\?[A-Za-z]|[^\W\d_])\s*\}|\s+(\\[ij]|[^\W\d_]))")
_ACCENT_MARK = re.compile(r"""\\([`'^~=".])\s*(?:\{\s*(\\?[A-Za-z]|[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])|[^\W\d_]))""")
_DROPPED = re.compile(
    r"\\(?:color|textcolor|label|vspace|hspace|vskip|hskip|begin|end|bibinfo|bibfield|fontsize|selectlanguage"
    r"|BibitemOpen|bibAnnoteFile"
    r"|natexlab|hypertarget|phantomsection|addcontentsline|setlength|penalty0?|providecommand"
    r"|BIBentryALTinterwordspacing|bibliographystyle"
    r"|SelectLanguage|enspace|href@noop)\*?(?:\[[^\]]*\])?\s*\{[^{}]*\}(?:\[[^\]]*\])?"
)
_HREF = re.compile(r"\\href(?:@noop)?\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_URL = re.compile(r"\\(?:url|nolinkurl|path|burl|doiurl|blocation)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_DOI = re.compile(r"\\(?:doi|bdoi|DOI)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_DETOKENIZE = re.compile(r"\\(?:detokenize|enquote|natexlab|urlprefix|doiprefix\s*)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z@]+)\*?\s*(?:\[[^\]]{0,80}\])?")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_MARK = "\ue000"  # an escaped brace, until the others are gone


def printed(tex: str) -> tuple[str, tuple[str, ...]]:
    """The text in one line, and the addresses of its links."""
    links = tuple(match[1] for match in _HREF.finditer(tex))
    text = re.sub(r"(?<!\\)\\\\(?:\[[^\]]*\])?", " ", tex)
    text = _HREF.sub(lambda match: match[2], text)
    text = _DETOKENIZE.sub(lambda match: match[1], text)
    text = _DOI.sub(lambda match: "doi:" + re.sub(r"^\s*(?:doi:|https?://(?:dx\.)?doi\.org/)", "", match[1]), text)
    text = _URL.sub(lambda match: match[1], text)
    text = _ESCAPED.sub(lambda match: match[1] if match[1] not in "{}" else _MARK + match[1], text)
    for pattern in (_ACCENT_MARK, _ACCENT_WORD):
        text = pattern.sub(_accented, text)
    text = re.sub(r"\{\\(?:em|it|bf|sc|sl|tt|rm|small|itshape|bfseries|scshape)\b\s*", "{", text)
    text = _DROPPED.sub(" ", text)
    text = _COMMAND.sub(lambda match: _LETTERS.get(match[1], ""), text)
    text = re.sub(r"\\[,;:!/@ -]", lambda match: "" if match[0] in ("\\/", "\\-", "\\!") else " ", text)
    text = text.replace("~", " ").replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    text = re.sub(rf"(?<!{_MARK})[{{}}]|\$", "", text).replace(_MARK, "")
    return " ".join(text.split()), links


def _accented(match: re.Match[str]) -> str:
    letter = (match[2] or match[3] or "").lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])
