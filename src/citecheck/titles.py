"""What a title alone gives away: publishers rename what they retract, and notices say what they are."""

from __future__ import annotations

import re

_RETRACTED = re.compile(r"^\W*(?:retracted(?: article)?|withdrawn|removed)\s*[:\]]", re.I)
# Not each title that begins with such a word is a notice: "Correction of hallux valgus" is an operation. The dash
# after the word may have become a hyphen.
_NOTICE = re.compile(
    r"""\W*(?:
        (?:erratum|errata|corrigend(?:um|a))\b
      | (?:editorial\ )?expressions?\ of\ concern\b
      | (?:notice\ of\ )?(?:retraction|withdrawal)(?:\ (?:note|notice|statement)\b|\s*(?:$|[:.\u2014\u2013]|--))
      | (?:author\ |publisher\ )?(?:correction|retraction|addendum)s?
        (?:\s*(?:$|[:.\]\u2014\u2013]|--|-(?!\w+(?:ed|free)\b)(?-i:[A-Z]))
          |\ to\b(?!\ (?:normal|baseline))
          |\ (?:for|in|of)\b.{,80}\bet\ al\b
          |\ of\s*[:"\u201c\u2018'])
    )""",
    re.I | re.X,
)


def unmarked(title: str) -> str:
    """The title as it was before its publisher marked it: `RETRACTED: …`, `Withdrawn: …`."""
    return _RETRACTED.sub("", title, count=1).strip()


def is_retracted(title: str) -> bool:
    """True for a title that was marked when its work was retracted: `RETRACTED: …`, `Withdrawn: …`."""
    return bool(_RETRACTED.match(title))


def is_notice(title: str) -> bool:
    """True for the title of an erratum, a retraction notice, an expression of concern."""
    return bool(_NOTICE.match(title))
