"""Cut a page at its headings, and long sections between their blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import PurePosixPath

from rag_core.sections import front_matter, markup
from rag_core.sections.cutting import parts
from rag_core.sections.front_matter import FrontMatter
from rag_core.sections.links import Anchors, page_url, section_url, slug
from rag_core.sections.outline import Heading, outline, plain
from rag_core.types import Document, Section

SECTION_MAX = 2_000  # characters, about 500 tokens of English: sentence encoders read 512 at most

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # could steer a terminal, and stores refuse NUL
_INDEX_NAMES = frozenset({"readme", "index", "_index"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chapter:
    """A heading's place on its page and the blocks below it, up to the next heading."""

    headings: tuple[str, ...] = ()
    anchor: str = ""
    blocks: list[str] = field(default_factory=list)


def split(document: Document, *, base_url: str = "", max_chars: int = SECTION_MAX) -> tuple[Section, ...]:
    """Cut a page at its headings, and what is longer than `max_chars` at block borders; () when it has no text.

    Front matter decides over the document: title, url, audience, update time. Raises `SourceError` only for a
    `base_url` with an unknown placeholder (see `rag_core.sections.links.page_url`); any text is fine.
    """
    front, body = front_matter.parse(normalised(document.text))
    outlined = outline(body)
    first_h1 = next((item.text for item in outlined if isinstance(item, Heading) and item.level == 1), "")
    title = plain(markup.clean(front.title)) or first_h1 or _title_of(document.path)
    page = front.url or page_url(base_url, document.path)
    return tuple(
        _section(document, front, title=title, page=page, chapter=chapter, part=part, text=text)
        for chapter in _chapters(outlined, title)
        for part, text in enumerate(parts(chapter.blocks, max_chars))
    )


def is_audience_unclear(document: Document) -> bool:
    """Whether an audience stands at the top of the page that cannot be read; `split` makes such a page internal."""
    if "audience" not in document.text[: front_matter.BLOCK_MAX].casefold():
        return False  # spares most pages to have their front matter read twice
    return front_matter.parse(normalised(document.text))[0].unclear


def normalised(text: str) -> str:
    """The text with line feeds only, without a byte order mark and control characters."""
    return _CONTROL.sub(" ", _LINE_END.sub("\n", text.removeprefix("\ufeff")))


def _title_of(path: str) -> str:
    page = PurePosixPath(path)
    stem = page.parent.name if page.stem.lower() in _INDEX_NAMES and page.parent.name else page.stem
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _chapters(outlined: Sequence[Heading | str], title: str) -> Iterator[_Chapter]:
    """The page's title belongs to no heading path; below it and above the first other heading is the page's top."""
    anchors = Anchors()
    path: list[Heading] = []
    chapter = _Chapter()
    at_top = True
    for item in outlined:
        if isinstance(item, str):
            chapter.blocks.append(item)
            continue
        is_title = item.level == 1 and item.text.casefold() == title.casefold()
        anchor = anchors.take(item.id or slug(item.label))
        path = [outer for outer in path if outer.level < item.level] + ([] if is_title else [item])
        if not (is_title and at_top):
            yield chapter
            chapter = _Chapter(headings=tuple(heading.text for heading in path), anchor=anchor)
        at_top = False
    yield chapter


def _section(
    document: Document, front: FrontMatter, *, title: str, page: str, chapter: _Chapter, part: int, text: str
) -> Section:
    return Section(
        id=_digest(document.source, document.path, chapter.anchor, str(part)),
        page=document.path,
        title=title,
        headings=chapter.headings,
        anchor=chapter.anchor,
        url=section_url(page, chapter.anchor),
        text=text,
        digest=_digest(title, *chapter.headings, text),
        source=document.source,
        audience=front.audience or document.audience,
        updated=front.updated or document.updated,
    )


def _digest(*parts: str) -> str:
    """32 hexadecimal digits; the parts hold no NUL, so that they stay apart."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
