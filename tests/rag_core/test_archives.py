from __future__ import annotations

import stat
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core.errors import SourceError
from rag_core.sources import archives
from rag_core.sources.archives import is_zip
from rag_core.sources.pages import PAGE_BYTES_MAX, RawPage, Skipped


def pack(folder: Path, entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    file = folder / "docs.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, (2024, 7, 8, 10, 30, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return file


def link(file: Path, name: str, target: str) -> None:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(info, target)


def read(file: Path, include: str = "**/*.md") -> list[RawPage | Skipped]:
    return list(archives.read(file, name="docs.zip", include=include))


def paths(file: Path, include: str = "**/*.md") -> list[str]:
    return [page.path for page in read(file, include) if isinstance(page, RawPage)]


def refused(file: Path, why: str) -> None:
    with pytest.raises(SourceError, match=why) as error:
        read(file)
    assert str(error.value).startswith("docs.zip")


def test_matching_pages_are_read_in_order_with_their_times(tmp_path):
    file = pack(tmp_path, {"en/faq/b.md": "B", "en/faq/a.md": "A", "en/other.md": "O", "x.png": b"\0"})
    updated = datetime(2024, 7, 8, 10, 30, tzinfo=UTC)
    assert read(file, "en/faq/*.md") == [
        RawPage(path="en/faq/a.md", content=b"A", updated=updated),
        RawPage(path="en/faq/b.md", content=b"B", updated=updated),
    ]


def test_the_default_pattern_finds_pages_at_every_depth(tmp_path):
    assert paths(pack(tmp_path, {"a.md": "A", "b/c/d.md": "D"})) == ["a.md", "b/c/d.md"]


@pytest.mark.parametrize("name", ["../evil.md", "a/../../b.md", "/etc/x.md", "C:\\x.md", "..\\evil.txt", "a/..", "d:x"])
def test_a_name_that_leads_out_refuses_the_whole_zip(tmp_path, name):
    refused(pack(tmp_path, {"good.md": "G", name: "E"}), "leads out of it")


@pytest.mark.parametrize("target", ["/etc/passwd", "../../secret.md", "C:\\secret.md"])
def test_a_link_that_leads_out_refuses_the_whole_zip(tmp_path, target):
    file = pack(tmp_path, {"good.md": "G"})
    link(file, "folder/link", target)
    refused(file, "leads out of it, 'folder/link'")


def test_a_link_that_stays_inside_is_skipped_with_its_reason(tmp_path):
    file = pack(tmp_path, {"AGENTS.md": "G"})
    link(file, "docs/CLAUDE.md", "../AGENTS.md")
    page, skipped = read(file)
    assert (page.path, skipped.path) == ("AGENTS.md", "docs/CLAUDE.md")
    assert "a link" in skipped.reason


def test_backslashes_of_windows_tools_separate_folders(tmp_path):
    assert paths(pack(tmp_path, {"en\\faq\\a.md": "A"}), "en/faq/*.md") == ["en/faq/a.md"]


def test_utf8_names_without_their_flag_are_recognised(tmp_path):
    file = pack(tmp_path, {"gr__sse.md": "A"})
    file.write_bytes(file.read_bytes().replace(b"gr__sse", "größe".encode()))
    assert paths(file) == ["größe.md"]


def test_a_single_absurd_page_refuses_the_zip(tmp_path):
    refused(pack(tmp_path, {"bomb.md": bytes(PAGE_BYTES_MAX * 3)}), r"absurd size \(bomb\.md\)")


def test_a_page_that_is_merely_large_is_skipped(tmp_path):
    file = pack(tmp_path, {"a.md": "A", "large.md": bytes(PAGE_BYTES_MAX + 1)}, zipfile.ZIP_STORED)
    assert [page.path for page in read(file) if isinstance(page, Skipped)] == ["large.md"]


def test_a_page_larger_than_its_entry_says_is_found_out_before_it_fills_the_memory(tmp_path):
    file = pack(tmp_path, {"liar.md": bytes(60_000_000)})
    honest, lie = struct.pack("<L", 60_000_000), struct.pack("<L", 10)
    file.write_bytes(file.read_bytes().replace(honest, lie))
    tracemalloc.start()
    refused(file, "damaged")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * PAGE_BYTES_MAX


def test_an_encrypted_page_is_refused(tmp_path):
    file = pack(tmp_path, {"a.md": "A"}, zipfile.ZIP_STORED)
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(content)
    refused(file, r"encrypted \(a\.md\).*without a password")


def test_an_unusual_packing_method_is_refused(tmp_path):
    refused(pack(tmp_path, {"a.md": "A"}, zipfile.ZIP_LZMA), "pack it again with deflate")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_page_that_is_there_twice_is_refused(tmp_path):
    file = pack(tmp_path, {"a.md": "A"})
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("a.md", "other")
    refused(file, r"holds a\.md twice")


def test_a_damaged_page_is_refused(tmp_path):
    file = pack(tmp_path, {"a.md": "some text"}, zipfile.ZIP_STORED)
    file.write_bytes(file.read_bytes().replace(b"some text", b"same text"))
    refused(file, "damaged.*pack it again")


def test_a_table_of_contents_too_large_to_parse_is_refused(tmp_path):
    file = pack(tmp_path, {"a.md": "A"})
    content = bytearray(file.read_bytes())
    content[-10:-6] = struct.pack("<L", archives.DIRECTORY_BYTES_MAX + 1)
    file.write_bytes(content)
    refused(file, "too many entries")


def test_a_zip_without_a_matching_page_says_what_it_holds(tmp_path):
    with pytest.raises(SourceError, match=r"docs\.zip matches \*\*/\*\.md: there are 1 files, for example a\.rst"):
        read(pack(tmp_path, {"a.rst": "A"}))


def test_an_empty_zip_is_a_zip_without_pages(tmp_path):
    file = pack(tmp_path, {})
    assert is_zip(file)
    with pytest.raises(SourceError, match="no files at all"):
        read(file)


@settings(max_examples=150)
@given(st.data())
def test_no_damage_ends_in_anything_but_pages_or_one_clear_error(tmp_path_factory, data):
    file = pack(tmp_path_factory.mktemp("zip"), {"a.md": "text " * 50, "b/c.md": "more", "d.txt": "no"})
    content = bytearray(file.read_bytes())
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[position] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    with suppress(SourceError):
        assert {page.path for page in read(file)} <= {"a.md", "b/c.md"}
