"""Pages out of a zip that nobody vouches for: nothing is written, and no page expands beyond its bound."""

from __future__ import annotations

import os
import posixpath
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rag_core.errors import SourceError
from rag_core.sources.pages import PAGE_BYTES_MAX, RawPage, Skipped, choose, misplaced

RATIO_MAX = 200  # expanded to packed bytes; prose stays below 20, deflate cannot exceed 1032
DIRECTORY_BYTES_MAX = 16_000_000  # of a zip's table of contents: about 150,000 entries, 200 MB once parsed

_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")  # APPNOTE.TXT 4.3.7, and 4.3.16 for a zip without entries
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_OF_DIRECTORY_MAX = 22 + 0xFFFF  # bytes: the record and the longest comment after it
_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_ROOTED = re.compile(r"/|[A-Za-z]:")
_ESCAPES = re.compile(rf"{_ROOTED.pattern}|(.*/)?\.\.(/|$)", re.DOTALL)


def is_zip(file: Path) -> bool:
    """Whether the file begins as a zip does."""
    with file.open("rb") as stream:
        return stream.read(4) in _MAGICS


def read(file: Path, *, name: str, include: str) -> Iterator[RawPage | Skipped]:
    """The zip's entries that match `include`, in the order of their names; `name` is what errors call the zip.

    Raises `SourceError` for a damaged zip and for one that looks made to do harm, whichever entry shows it.
    """
    _check_directory(file, name)
    with _as_source_error(name), zipfile.ZipFile(file) as archive:
        entries = [(_path_of(entry), entry) for entry in archive.infolist()]
        for path, entry in entries:
            _check_target(archive, path, entry, name)
        entries = [(path, entry) for path, entry in entries if not path.endswith("/")]
        yield from misplaced([path for path, _ in entries], include)
        chosen = set(choose([path for path, _ in entries], include, where=name))
        matching = sorted(((path, entry) for path, entry in entries if path in chosen), key=lambda pair: pair[0])
        _check_matching(matching, name)
        for path, entry in matching:
            yield _read_entry(archive, path, entry, name)


def _check_directory(file: Path, name: str) -> None:
    """Look at the table of contents' size first: zipfile parses all of it at once."""
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _END_OF_DIRECTORY_MAX))
        tail = stream.read()
    record = tail[tail.rfind(_END_OF_DIRECTORY) :] if _END_OF_DIRECTORY in tail else b""
    if len(record) < 22:
        raise SourceError(f"{name} is not a whole zip: it has no table of contents. Download or pack it again.")
    if int.from_bytes(record[12:16], "little") > DIRECTORY_BYTES_MAX:
        raise SourceError(f"{name} lists too many entries: pack only the pages and give that zip.")


def _path_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name; UTF-8 names without the flag for it (macOS, older tools) are recognised."""
    path = entry.orig_filename
    if not entry.flag_bits & _NAME_IS_UTF8:
        with suppress(UnicodeError):
            path = path.encode("cp437").decode("utf-8")
    return path.replace("\\", "/")


def _check_target(archive: zipfile.ZipFile, path: str, entry: zipfile.ZipInfo, name: str) -> None:
    """Refuse names and links that lead out of the zip: its maker meant harm or the zip is not what it seems."""
    target = path
    if _is_link(entry):
        _check_packing(path, entry, name)
        with archive.open(entry) as stream:
            pointer = stream.read(4096).decode("utf-8", "replace").replace("\\", "/")
        below = posixpath.normpath(posixpath.join(posixpath.dirname(path), pointer))
        target = pointer if _ROOTED.match(pointer) else below
    if _ESCAPES.match(path) or _ESCAPES.match(target) or "\0" in path:
        raise SourceError(f"{name} holds an entry that leads out of it, {path!r}: take a zip without such entries.")


def _check_matching(matching: Sequence[tuple[str, zipfile.ZipInfo]], name: str) -> None:
    for (path, entry), (following, _) in zip(matching, [*matching[1:], ("", None)], strict=True):
        if path == following:
            raise SourceError(f"{name} holds {path} twice: pack it again with each page once.")
        _check_packing(path, entry, name)


def _check_packing(path: str, entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise SourceError(f"{name} is encrypted ({path}): pack it again without a password.")
    # LZMA lets an entry ask for gigabytes of memory before the first byte comes out.
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SourceError(f"{name} is packed with an unusual method ({path}): pack it again with deflate.")


def _read_entry(archive: zipfile.ZipFile, path: str, entry: zipfile.ZipInfo, name: str) -> RawPage | Skipped:
    if _is_link(entry):
        return Skipped(path=path, reason="a link; the page it points to is read under its own name")
    if entry.file_size > RATIO_MAX * max(entry.compress_size, PAGE_BYTES_MAX // RATIO_MAX):
        raise SourceError(f"{name} expands to an absurd size ({path}): take a zip from a source that you trust.")
    if entry.file_size > PAGE_BYTES_MAX:
        return Skipped(path=path, reason=f"larger than {PAGE_BYTES_MAX // 1_000_000} MB")
    # What an entry says of its size may be a lie. A bounded read expands no more than it asks for, and stops at the
    # size that was said, where the checksum then does not fit; `archive.read` would expand up to 2 GB first.
    with archive.open(entry) as stream:
        content = stream.read(PAGE_BYTES_MAX + 1)
    return RawPage(path=path, content=content, updated=_updated(entry))


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _updated(entry: zipfile.ZipInfo) -> datetime | None:
    """A zip's times have no zone; they are taken for UTC."""
    try:
        return datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None


@contextmanager
def _as_source_error(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, OSError) as error:
        raise SourceError(f"{name} is damaged ({error}): download or pack it again.") from error
