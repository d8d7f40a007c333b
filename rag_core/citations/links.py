"""Which links an answer may hold: those that stand in the sections it was written from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag_core.citations.inline import addresses
from rag_core.types import Section

_PARTS = re.compile(r"(?:mailto:)?(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)


class OfferedLinks:
    """The links of some sections: `link in offered` compares without case of the host, final slash and http or https.

    A section's own page counts with and without its anchor. Everything else about a link has to be equal: another
    path, query, port, user or look-alike host is another link.
    """

    def __init__(self, sections: Iterable[Section]) -> None:
        self._links: set[str] = set()
        self._hosts: set[str] = set()  # may be said by name, where a text links to them
        for section in sections:
            page, _, _ = section.url.partition("#")
            self._links.update(_normal(link) for link in (section.url, page) if link)
            for address in addresses(section.text):
                self._links.add(_normal(address))
                if "://" in address:
                    self._hosts.add(_normal(_host(address)))

    def __contains__(self, link: str) -> bool:
        normal = _normal(link)
        return normal in self._links or ("://" not in link and normal in self._hosts)


def is_web(link: str) -> bool:
    """Whether the link is one that a reader can follow from anywhere."""
    return re.match(r"https?://[^/?#]", link, re.IGNORECASE) is not None


def _normal(link: str) -> str:
    match = _PARTS.match(link.strip().replace("&amp;", "&"))
    if match is None:
        return link
    scheme = (match["scheme"] or "https").lower()
    host = match["host"].lower().rstrip(".")
    rest = match["rest"].rstrip("/") if not set("?#") & set(match["rest"]) else match["rest"]
    return f"{'' if scheme in {'http', 'https'} else scheme + '://'}{host}{rest}"


def _host(link: str) -> str:
    match = _PARTS.match(link)
    return match["host"] if match else ""
