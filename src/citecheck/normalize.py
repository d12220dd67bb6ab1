"""Text in, comparable text out: identifiers, names, titles, journals, pages, years."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

# Letters that NFKD leaves whole, spelled as library catalogues file them.
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n",
})  # fmt: skip
# What registries hold in titles: HTML, JATS and MathML, with and without a prefix. Other words in angle brackets are
# words of the title.
_INLINE = (
    "i|b|u|em|strong|sub|sup|scp|sc|italic|bold|span|math|mi|mn|mo|mrow|msub|msup|msubsup|mfrac|msqrt|mtext|mover|"
    "mspace|mstyle|semantics|annotation|tex|tex-math|inline-formula|alternatives|jats:\\w+|mml:\\w+"
)
# Cyrillic and Greek letters that look like Latin ones, and what they look like.
_LIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u03bf"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aeopcyxijshdqwoABEKMHOPCTYXIJSABEZHIKMNOPTYX",
)
_MIXED = re.compile(r"(?=[^\W\d_]*[A-Za-z])(?=[^\W\d_]*[\u0370-\u052f])[^\W\d_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_STRANGE = re.compile(f"{_INVISIBLE.pattern}|[\u0370-\u052f]")
_MARKUP = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.I)
_BLOCK = re.compile(r"</?(?:p|title|subtitle|formula|disp-formula|br|jats:(?:p|title|subtitle))(?:\s[^<>]*)?/?>", re.I)
_WORD = re.compile(r"\w+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_NOT_NUMBER = re.compile(r"[^0-9a-z]")
_DOI = re.compile(r"(?<!\d)10\.\d{4,9}(?:\.\d+)*/\S+", re.I)
# What addresses, markup and the next sentence leave behind a DOI; `;2-#` ends a DOI of the old form.
_DOI_TAIL = re.compile(
    r"/(?:full|abstract|fulltext|e?pdf|html|meta|summary|references|citations?|figures|tables)(?![\w-]).*"
    r"|\.(?:pdf|full|abstract|html?|epub)(?![\w-]).*|[.;,](?:pmc?id|epub|pubmed|available|accessed|http|arxiv|\([a-z]\)$).*"
    r"|[?&][\w.-]+=.*|(?<!;2-)#.*|<(?:br|/|[ap]\b).*|[\"”].*",
    re.I,
)
# A DOI that ends where it ends, without anything of these: most of those in records.
_PLAIN_DOI = re.compile(
    r"10\.(?!1101/)\d{4,9}/\w(?:[\w()-]|\.(?=\w)"
    r"(?!pdf|full|abstract|html?|epub|pmc?id|pubmed|available|accessed|http|arxiv))*(?<=[a-z\d])",
    re.I | re.A,
)
# bioRxiv's versions, Oxford's numbers of articles.
_DOI_IN_ADDRESS = (re.compile(r"(10\.1101/[\d.]+)v\d+"), re.compile(r"(10\.1093/[^/]+/[^/]+)/\d{5,}"))
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
STOP_WORDS = frozenset("a an and de der des die et for fur in la le of on part section the und y".split())


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Control characters steer terminals, lone surrogates can't be written as UTF-8, U+202A… reorder what is read.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ARXIV = re.compile(r"\barxiv(?:\.org/(?:abs|pdf)/|:\s*)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?!\d)", re.I)
_BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_BEHIND_PAGES = re.compile(r"[,;]|\.\s")  # other pages, a discussion, what an archive adds
_ZEROS = re.compile(r"^([a-z]*)0+(?=\d)")
_MEETING = frozenset({"proceedings", "proc", "in"})
_ROMAN = frozenset("ii iii iv vi vii viii ix xi xii".split())
# The same names, titles and pages are compared over and over: what they fold to is kept, a bounded number of them.
_remembered = lru_cache(maxsize=8192)


def printable(text: str) -> str:
    """`text` without control characters, direction overrides and lone surrogates; white space stays."""
    return _UNPRINTABLE.sub("", text)


def plain(text: str) -> str:
    """`text` without markup, character references and runs of white space; dashes as hyphens."""
    if "<" in text:
        text = _without_markup(text)
    if "&" in text:  # some are deposited escaped twice; "&NA;" is how some publishers write "none"
        text = _without_markup(html.unescape(html.unescape(text.replace("&NA;", ""))))
    return " ".join(text.translate(_DASHES).split())


def _without_markup(text: str) -> str:
    return _MARKUP.sub("", _BLOCK.sub(" ", text))


@_remembered
def fold(text: str) -> str:
    """Lower case without diacritics; other scripts keep their letters. `Sjögren` and `Sjogren` are equal."""
    if _is_simple(text):
        return " ".join(text.lower().split())
    lowered = _in_one_alphabet(plain(text)).casefold().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


def _in_one_alphabet(text: str) -> str:
    """Without invisible characters, and with Latin letters for their likes in words that mix alphabets."""
    if not _STRANGE.search(text):
        return text
    return _MIXED.sub(lambda word: word[0].translate(_LIKES), _INVISIBLE.sub("", text))


def _is_simple(text: str) -> bool:
    """ASCII without markup or character references."""
    return text.isascii() and "<" not in text and "&" not in text


@_remembered
def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`: letters and digits only, `&` read as "and"."""
    if _is_simple(text):
        return tuple(_WORD.findall(text.lower().replace("'", "")))
    return tuple(_WORD.findall(fold(text).replace("&", " and ").replace("'", "").replace("’", "")))


@_remembered
def key(text: str) -> str:
    """Only the folded letters and digits."""
    return "".join(words(text))


def doi(text: str) -> str:
    """The bare DOI in lower case, or "" where there is none, without the tail of an address or of a sentence.

    A DOI is case-insensitive (ASCII) and may hold any printable character:
    DOI Handbook 2.4, https://www.doi.org/the-identifier/resources/handbook.
    """
    if _PLAIN_DOI.fullmatch(text):
        return text.lower()
    if "%" in text or "&" in text:
        text = html.unescape(unquote(text))
    match = _DOI.search(text.strip())
    if not match:
        return ""
    found = _without_tail(match[0] if match[0].isascii() else printable(match[0]).translate(_DASHES | _LIGATURES))
    found = found.rstrip(".,;:'\"”’")
    for opening, closing in ("()", "[]", "<>"):
        while found.endswith(closing) and found.count(closing) > found.count(opening):
            found = found[:-1]
    return found.rstrip(".,;").lower()


def _without_tail(found: str) -> str:
    """A DOI without what an address has behind it: the form of the page, its version, its number at the publisher."""
    tail = _DOI_TAIL.search(found, found.index("/") + 2)
    found = found[: tail.start()] if tail else found
    for form in _DOI_IN_ADDRESS:
        if behind := form.fullmatch(found):
            found = behind[1]
    return found


def arxiv_doi(text: str) -> str:
    """The DOI of the preprint that an arXiv address or identifier names, whatever its version, or "".

    arXiv gives each preprint one: https://info.arxiv.org/help/doi.html.
    """
    match = _ARXIV.search(text)
    return f"10.48550/arxiv.{match[1].lower()}" if match else ""


def pmid(text: str) -> str:
    """The bare number of a PMID, or ""."""
    match = re.fullmatch(r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?)?\s*0*([1-9]\d{0,8})/?", text.strip(), re.I)
    return match[1] if match else ""


def pmcid(text: str) -> str:
    """A PMCID as `PMC123`, or ""."""
    match = re.fullmatch(r"(?:\S*/)?(?:pmcid:?\s*)?(?:pmc)?\s*0*([1-9]\d{0,8})(?:\.\d+)?/?", text.strip(), re.I)
    return f"PMC{match[1]}" if match else ""


def isbn(text: str) -> str:
    """The 13 digits of an ISBN in either form, "" where the check digit says that it is none."""
    digits = re.sub(r"[\s-]", "", plain(text)).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        weighed = sum(place * _DIGITS.index(digit) for place, digit in zip(range(10, 0, -1), digits, strict=True))
        return "" if weighed % 11 else f"978{digits[:9]}{_ean_check('978' + digits[:9])}"
    found = re.fullmatch(r"97[89]\d{10}", digits)
    return digits if found and digits[12] == _ean_check(digits[:12]) else ""


def isbn_10(isbn: str) -> str:
    """The ten digits of an ISBN of thirteen, as books before 2007 have it; "" where there are none."""
    if not isbn.startswith("978"):
        return ""
    weighed = sum(place * int(digit) for place, digit in zip(range(10, 1, -1), isbn[3:12], strict=True))
    return isbn[3:12] + _DIGITS[-weighed % 11]


def _ean_check(digits: str) -> str:
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10)


_DIGITS = "0123456789X"


def parts(title: Iterable[str]) -> frozenset[str]:
    """The words of a title that tell it from its like: numbers, and Roman numerals as in part I and part II."""
    return frozenset([word for word in title if word in _ROMAN or (not word.isalpha() and any(map(str.isdigit, word)))])


@_remembered
def pages(text: str) -> tuple[str, str]:
    """First and last page, the last one completed: `1319-28` gives 1319 and 1328; one page gives ("12", "").

    NLM drops the repeated digits of the last page
    (https://www.nlm.nih.gov/mesh/indman/chapter_10.html); letters stay: `S12-8` is S12 to S18.
    """
    cleaned = plain(text).strip(" .;,").removeprefix("pp").lstrip(". ")
    first, _, last = (part.strip() for part in _BEHIND_PAGES.split(cleaned, maxsplit=1)[0].partition("-"))
    if re.fullmatch(r"[a-z]\d{5}", first, re.I) and re.fullmatch(r"\d\d", last):
        return first + last, ""  # e00322-23 is one article number, not a range
    return first, _completed(first, last)


def _completed(first: str, last: str) -> str:
    head, tail = re.fullmatch(r"(.*?)(\d*)", first), re.fullmatch(r"(\D*)(\d+)(\D*)", last)
    if not head or not tail or not head[2]:
        return last
    if tail[1] and tail[1].casefold() != head[1].casefold():
        return last
    digits = tail[2]
    if len(digits) < len(head[2]):
        digits = head[2][: len(head[2]) - len(digits)] + digits
    return f"{tail[1] or head[1]}{digits}{tail[3]}"


def page_range(text: str) -> str:
    """Pages in full, with a hyphen: `1319-28` gives `1319-1328`."""
    begin, dash, end = text.partition("-")
    if begin.isdecimal() and (end.isdecimal() if dash else not end) and text.isascii():
        first, last = begin, begin[: max(len(begin) - len(end), 0)] + end if dash else ""
    else:
        first, last = pages(text)
    return f"{first}-{last}" if last and last != first else first


@_remembered
def number(text: str) -> str:
    """An article number reduced for comparison: `e00322-23` and `e0032223` are equal, so are `E12` and `e12`."""
    return _NOT_NUMBER.sub("", fold(text))


def unpadded(number: str) -> str:
    """A folded number without zeros that only pad: some registries write `e000123` for `e123`."""
    return _ZEROS.sub(r"\1", number)


@_remembered
def journal_words(text: str) -> tuple[str, ...]:
    """The words of a journal's name that abbreviations keep; a place, a subtitle and a meeting's year are dropped."""
    named = plain(text)
    without_place = re.split(r"\s+[:=]\s|[:;]\s", without_brackets(named))[0] or named
    kept = telling(without_place)
    return _meeting(without_place, kept) if kept and (kept[0] in _MEETING or kept[0][0].isdigit()) else kept


def without_brackets(text: str) -> str:
    return _BRACKETED.sub("", text)


def telling(name: str) -> tuple[str, ...]:
    """The words of a name that abbreviations keep."""
    return tuple(word for word in words(name.replace(".", " ")) if word not in STOP_WORDS)


def _meeting(name: str, kept: tuple[str, ...]) -> tuple[str, ...]:
    """`Proceedings of the 2020 Conference on X, Oslo, May 2020` is the conference on X."""
    for part in (name.partition(", ")[0], name):
        meeting = tuple(word for word in telling(part) if word not in _MEETING and not word[0].isdigit())
        if len(meeting) > 2:
            return meeting
    return kept
