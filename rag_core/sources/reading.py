"""Read a whole source, whatever kind it is; hostile input ends here as one sentence."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from rag_core.errors import SourceError
from rag_core.sources import archives, downloads
from rag_core.sources.downloads import Download, Validators
from rag_core.sources.pages import (
    CURATED_FILE,
    PAGE_BYTES_MAX,
    TOTAL_BYTES_MAX,
    NotText,
    RawPage,
    Skipped,
    choose,
    decode,
    is_hidden,
    misplaced,
    readable,
)
from rag_core.types import Audience, Document

_PAGE_SUFFIXES = (".md", ".markdown", ".mdx", ".txt")
_PAGE_TYPES = frozenset({"text/markdown", "text/x-markdown", "text/plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One source as its owner names it."""

    location: str  # folder, file, .zip, or an http(s) URL of a zip or of one Markdown page
    include: str = "**/*.md"  # glob over the paths below the root; a single page needs none
    base_url: str = ""  # where readers find the pages; see rag_core.sections.links.page_url
    audience: Audience = "internal"  # of pages whose front matter names none

    @property
    def name(self) -> str:
        """What the source is called wherever it is shown or stored: the location without secrets."""
        if downloads.is_url(self.location):
            return downloads.shown(self.location)
        return str(Path(self.location).expanduser())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """All that a source held; documents come in the order of their paths."""

    items: tuple[Document | Skipped, ...]
    curated: str = ""  # the text of CURATED_FILE
    validators: Validators = field(default_factory=Validators)  # for `read_if_changed`; of `read` only a URL's


def read(spec: SourceSpec) -> Pages:
    """Read the whole source; blocks, so call it in a thread.

    Pages that are empty, no text, too large or links out of the root are skipped with a reason, hidden folders without
    one. Raises `SourceError` when the source cannot be read whole or holds no page at all.
    """
    return _read_url(spec, Validators()) if downloads.is_url(spec.location) else _read_local(spec)


def read_if_changed(spec: SourceSpec, known: Validators) -> Pages | None:
    """Like `read`, but None when nothing changed since these validators were given.

    A URL's server is asked; of folders and files only paths, sizes and times are looked at.
    """
    if downloads.is_url(spec.location):
        try:
            return _read_url(spec, known)
        except downloads.NotModified:
            return None
    with _local_errors(spec):
        looks = _looks(Path(spec.name), spec.include)  # before reading: what changes meanwhile is seen the next time
    if looks and looks == known.looks:
        return None
    return replace(_read_local(spec), validators=Validators(looks=looks))


def _read_local(spec: SourceSpec) -> Pages:
    with _local_errors(spec):
        return _pages(spec, _local(Path(spec.name), spec.include))


@contextmanager
def _local_errors(spec: SourceSpec) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else spec.name
        raise SourceError(f"{where} cannot be read: {error.strerror}. Give the reader access to it.") from error


def _read_url(spec: SourceSpec, known: Validators) -> Pages:
    with tempfile.TemporaryDirectory(prefix="footnote-") as folder:
        file = Path(folder, "download")
        download = downloads.fetch(spec.location, file, known=known)
        if archives.is_zip(file):
            found = archives.read(file, name=spec.name, include=spec.include)
        else:
            found = iter([_single_page(file, download, spec.name)])
        return replace(_pages(spec, found), validators=download.validators)


def _single_page(file: Path, download: Download, source: str) -> RawPage:
    with file.open("rb") as stream:
        content = stream.read(PAGE_BYTES_MAX + 1)
    if download.content_type == "text/html" or content[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise SourceError(f"{source} sent a web page: give the address of the zip or of the raw Markdown file.")
    if download.name.lower().endswith(".zip"):
        raise SourceError(f"{source} did not send a zip: check the address.")
    if not download.name.lower().endswith(_PAGE_SUFFIXES) and download.content_type not in _PAGE_TYPES:
        raise SourceError(f"{source} sent {download.content_type}: give the address of a zip or of a Markdown file.")
    if len(content) > PAGE_BYTES_MAX:
        raise SourceError(f"{source} is larger than {PAGE_BYTES_MAX // 1_000_000} MB: split the page.")
    return RawPage(path=download.name or "index.md", content=content, updated=download.updated)


def _local(location: Path, include: str) -> Iterator[RawPage | Skipped]:
    try:
        mode = location.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        place = "" if location.is_absolute() else f" in {Path.cwd()}"
        raise SourceError(f"There is no {location}{place}: check the path, or give an http(s) URL.") from None
    if stat.S_ISDIR(mode):
        return _folder(location, include)
    if not stat.S_ISREG(mode):
        raise SourceError(f"{location} is neither a folder nor a file: give one of them, or an http(s) URL.")
    if archives.is_zip(location) or location.suffix.lower() == ".zip":
        return archives.read(location, name=str(location), include=include)
    return iter([_file(location, location.name)])


def _folder(root: Path, include: str) -> Iterator[RawPage | Skipped]:
    boundary = root.resolve()
    paths, linked_folders = _walk(root, include)
    for path in linked_folders:
        yield Skipped(path=path, reason="a link to a folder, which is not followed")
    yield from misplaced(paths, include)
    for path in choose(paths, include, where=str(root)):
        fault = _link_fault(root / path, boundary)
        yield Skipped(path=path, reason=fault) if fault else _file(root / path, path)


def _looks(location: Path, include: str) -> str:
    """A digest of what can be seen of files without opening them; "" where there are none."""
    if not location.exists():
        return ""
    names = choose(_walk(location, include)[0], include, where=str(location)) if location.is_dir() else ("",)
    marks = [(name, *_mark(location / name)) for name in names]
    return blake2b(repr(marks).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _mark(file: Path) -> tuple[int, int, int, int]:
    status = file.stat() if file.exists() else file.lstat()  # a link to nothing is reported, not read
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _walk(root: Path, include: str) -> tuple[list[str], list[str]]:
    """All files below the root and the folders that are links, as paths with "/" between."""
    files: list[str] = []
    links: list[str] = []
    for folder, subfolders, names in os.walk(root, onerror=_raise):
        subfolders[:] = [name for name in subfolders if not is_hidden(name, include)]
        below = Path(folder).relative_to(root)
        files.extend((below / name).as_posix() for name in names)
        links.extend((below / name).as_posix() for name in subfolders if Path(folder, name).is_symlink())
    return files, sorted(links)


def _raise(error: OSError) -> None:
    raise error


def _link_fault(file: Path, boundary: Path) -> str:
    """Why a link is not followed; "" for one that stays below the root, and for what is no link."""
    if not file.is_symlink():
        return ""
    try:
        target = file.resolve(strict=True)
    except (OSError, RuntimeError):  # a loop is a RuntimeError before Python 3.13
        return "a link to nothing"
    return "" if target.is_relative_to(boundary) else "a link out of the source, which is not followed"


def _file(file: Path, path: str) -> RawPage | Skipped:
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path=path, reason="not a regular file")
    if status.st_size > PAGE_BYTES_MAX:
        return Skipped(path=path, reason=f"larger than {PAGE_BYTES_MAX // 1_000_000} MB")
    return RawPage(path=path, content=file.read_bytes(), updated=datetime.fromtimestamp(status.st_mtime, UTC))


def _pages(spec: SourceSpec, found: Iterable[RawPage | Skipped]) -> Pages:
    items: list[Document | Skipped] = []
    curated, total = "", 0
    for page in found:
        if isinstance(page, RawPage):
            total += len(page.content)
            item = _document(page, spec)
        else:
            item = replace(page, path=readable(page.path))
        if isinstance(item, Document) and item.path == CURATED_FILE:
            curated = item.text
        else:
            items.append(item)
        if total > TOTAL_BYTES_MAX:
            limit = TOTAL_BYTES_MAX // 1_000_000
            raise SourceError(f"{spec.name} holds more than {limit} MB of pages: narrow the include pattern.")
    if not any(isinstance(item, Document) for item in items):
        example = next((f"{item.path} ({item.reason})" for item in items if isinstance(item, Skipped)), CURATED_FILE)
        raise SourceError(
            f"{spec.name} holds no page with text, only {example}: check the include pattern and the files."
        )
    return Pages(items=tuple(items), curated=curated)


def _document(page: RawPage, spec: SourceSpec) -> Document | Skipped:
    path = readable(page.path)
    try:
        text = decode(page.content)
    except NotText as error:
        return Skipped(path=path, reason=str(error))
    if not text.strip():
        return Skipped(path=path, reason="empty")
    return Document(path=path, text=text, source=spec.name, updated=page.updated, audience=spec.audience)
