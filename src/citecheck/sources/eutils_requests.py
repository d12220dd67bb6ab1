"""Bio.Entrez writes the requests to NCBI's E-utilities; it does not send them.

Bio.Entrez knows the tools' parameters and how they are written. But it has no timeout, repeats a refused request
without a pause, and its own pause is not safe between threads. So the module is loaded once more for us alone, with
`_open`, the function that would send, replaced by one that hands the request back.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from citecheck.interfaces import Request
from citecheck.sources.net.own_copy import own_copy


def asked(address: str, kind: str, tool: str, /, **question: Any) -> Request:
    """The request of `Bio.Entrez.<tool>(**question)` to the service at this address.

    Always as a form: so the key and the contact address stay out of URLs, and a term may be long.
    """
    written = getattr(_entrez(), tool)(**question)
    where = urlsplit(written.full_url)
    form = written.data.decode() if written.data else where.query
    return Request(kind=kind, url=f"{address}/{where.path.rpartition('/')[2]}", data=dict(parse_qsl(form)))


@cache
def _entrez() -> Any:
    library = own_copy("Bio.Entrez")
    library._open = lambda request: request
    return library
