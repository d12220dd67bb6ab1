"""LaTeX to plain text and back to what LaTeX prints: accents, symbols, dashes, quotation marks; markup is dropped."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327",
    "k": "\u0328", "b": "\u0331", "G": "\u030f", "U": "\u030e", "f": "\u0311", "textcommabelow": "\u0326",
    "textpolhook": "\u0328",
}  # fmt: skip
_SYMBOLS = {
    "i": "i", "j": "j", "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textasciigrave": "`", "textbar": "|", "textless": "<",
    "textgreater": ">", "textbraceleft": "{", "textbraceright": "}", "textunderscore": "_", "textdollar": "$",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textregistered": "®", "texttrademark": "™", "copyright": "©",
    "textcopyright": "©", "textdegree": "°", "degree": "°", "textmu": "µ", "S": "§", "P": "¶", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "textbullet": "•", "textperiodcentered": "·", "TeX": "TeX",
    "LaTeX": "LaTeX", "BibTeX": "BibTeX", "langle": "⟨", "rangle": "⟩", "guillemotleft": "«", "guillemotright": "»",
    "textexclamdown": "¡", "textquestiondown": "¿", "textsuperscript": "", "slash": "/", "textordfeminine": "ª",
    "textordmasculine": "º", "newblock": " ", "par": " ", "newline": " ", "quad": " ", "qquad": " ", "-": "",
    "backslash": "\\", "lbrace": "{", "rbrace": "}", "prime": "′", "infty": "∞", "mathord": "", "nbsp": " ",
    "textquotestraightdblbase": '"', "quotedblbase": "„", "quotesinglbase": "‚", "textonehalf": "½", "times": "×",
    "texttimes": "×", "textpm": "±", "pm": "±", "leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "ne": "≠", "neq": "≠",
    "approx": "≈", "sim": "∼", "to": "→", "rightarrow": "→", "leftarrow": "←", "cdot": "·", "circ": "∘", "alpha": "α",
    "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
# Of `\href{address}{text}` the text is kept; of the others the one argument.
_DROPPED = ("href",)
_BOUNDARY = ("relax", "protect", "bibstring", "textup", "selectfont", "noopsort", "nopunct", "autocap")
_QUOTED = ("enquote", "mkbibquote")
_PLAIN = re.compile(r"[\\{}$~]|--|``|''|\s\s|[\t\r\n]|&[a-zA-Z#]")
_ACCENT = re.compile(
    r"\\([`'^\"~=.])\s*(?:\{\s*(\\[ij]|[^\W\d_]?)\s*\}|(\\[ij](?![A-Za-z]))(?:\{\})?|([^\W\d_]))"
    r"|\\([uvHtcdbkrhGUf]|textcommabelow|textpolhook)(?:\s*\{\s*(\\[ij](?![A-Za-z])|[^\W\d_])\s*\}"
    r"|\s+(\\[ij](?![A-Za-z])|[^\W\d_])|(\\[ij](?![A-Za-z])))"
)
_TOKEN = re.compile(
    r"\\([A-Za-z]+)\*?(?:\{\}|[ \t]+|(?=[^A-Za-z]|$))"
    r"|\\([^A-Za-z])"
    r"|(---|--|``|''|~|\$|[{}])"
)
_NESTED = 3  # accents on one letter
_HREF = re.compile(r"\\(?:href|textcolor|color|foreignlanguage|texorpdfstring)\s*\{[^{}]*\}\s*(?=\{)")
_IGNORED = re.compile(r"\\(?:vphantom|hphantom|phantom|label|index|footnote|noopsort|SortNoop)\s*\{[^{}]*\}")
_SCRIPT = re.compile(r"[_^]\s*(?:\{([^{}]*)\}|(\\?[A-Za-z]+|[0-9+*-]))")
_MATHS = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)+)(?<!\\)\$")
_MARKS = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "$": "", "{": "", "}": ""}


def plain(source: str) -> str:
    """What LaTeX would print, without markup, on one line."""
    if not _PLAIN.search(source):
        return source.strip()
    text = source
    if "\\" in text or "$" in text:
        text = _MATHS.sub(lambda match: "$" + _SCRIPT.sub(lambda one: one[1] or one[2] or "", match[1]) + "$", text)
        text = _quoted(_IGNORED.sub("", _HREF.sub("", text)))
    if "\\" in text:
        for _ in range(_NESTED):
            text, accents = _ACCENT.subn(_accent, text)
            if not accents:
                break
    text = _TOKEN.sub(_token, text)
    if "&" in text:
        text = _unescaped(text)
    return " ".join(text.split())


def _quoted(text: str) -> str:
    for name in _QUOTED:
        if f"\\{name}" in text:
            text = re.sub(rf"\\{name}\s*\{{([^{{}}]*)\}}", "“\\1”", text)
    return text


def _accent(match: re.Match[str]) -> str:
    accent = match[1] or match[5]
    letter = next((one for one in match.group(2, 3, 4, 6, 7, 8) if one), "").removeprefix("\\")
    if accent == "t":
        return letter
    if not letter:
        return accent if accent in "~^`'" else ""
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent])


def _token(match: re.Match[str]) -> str:
    if match[1]:
        return _command(match[1])
    return _ESCAPED.get(match[2], match[2]) if match[2] else _MARKS[match[3]]


def _command(name: str) -> str:
    """What a command prints; it eats the blanks behind it, and one that we don't know prints nothing."""
    found = _SYMBOLS.get(name)
    if found is None and name.startswith("text"):
        found = _SYMBOLS.get(name.removeprefix("text"))
    return _rare().get(name, "") if found is None else found


_ESCAPED = {
    "\\": " ", "-": "", ",": " ", ";": " ", ":": " ", "!": "", "/": "", "(": "", ")": "", "[": "", "]": "", "\n": " ",
}  # fmt: skip


@cache
def _rare() -> dict[str, str]:
    """The commands of the long table of pylatexenc, which is slow to load."""
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    found: dict[str, str] = {}
    for code, command in get_builtin_uni2latex_dict().items():
        match = re.fullmatch(r"(?:\\ensuremath\{)?\{?\\([A-Za-z]+)\}?\}?", command)
        if match:
            found.setdefault(match[1], chr(code))
    return found


def _unescaped(text: str) -> str:
    """Character references of HTML, which programs leave in titles."""
    import html

    return html.unescape(text) if re.search(r"&(?:[a-zA-Z]{2,8}|#\d+|#x[0-9a-fA-F]+);", text) else text
