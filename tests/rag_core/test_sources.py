from __future__ import annotations

import io
import os
import socket
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rag_core.errors import SourceError
from rag_core.sources import Pages, Skipped, SourceSpec, Validators, read, read_if_changed, reading
from rag_core.sources.pages import PAGE_BYTES_MAX
from rag_core.types import Document
from tests.fakes.website import Website, send


def write(root: Path, **files: bytes | str) -> Path:
    """Files by name, with `__` for `/`."""
    for name, content in files.items():
        file = root / f"{name.replace('__', '/')}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def documents(pages: Pages) -> list[Document]:
    return [item for item in pages.items if isinstance(item, Document)]


def skipped(pages: Pages) -> dict[str, str]:
    return {item.path: item.reason for item in pages.items if isinstance(item, Skipped)}


def pages_of(location: Path | str, include: str = "**/*.md") -> Pages:
    return read(SourceSpec(location=str(location), include=include))


def refused(location: Path | str, why: str, include: str = "**/*.md") -> None:
    with pytest.raises(SourceError, match=why):
        pages_of(location, include)


class TestFolder:
    def test_pages_come_in_the_order_of_their_paths(self, tmp_path):
        write(tmp_path, b="B", a__z="Z", a__b__c="C", A="1")
        assert [d.path for d in documents(pages_of(tmp_path))] == ["A.md", "a/b/c.md", "a/z.md", "b.md"]

    def test_a_document_knows_text_source_time_and_audience(self, tmp_path):
        file = write(tmp_path, a="text") / "a.md"
        os.utime(file, (1_720_432_800, 1_720_432_800))
        (item,) = read(SourceSpec(location=f"{tmp_path}/", audience="public")).items
        updated = datetime(2024, 7, 8, 10, tzinfo=UTC)
        assert item == Document(path="a.md", text="text", source=str(tmp_path), updated=updated, audience="public")

    def test_the_include_pattern_chooses(self, tmp_path):
        write(tmp_path, en__faq__a="A", en__b="B")
        assert [d.path for d in documents(pages_of(tmp_path, "en/faq/*.md"))] == ["en/faq/a.md"]

    def test_pages_that_cannot_be_used_are_skipped_with_a_reason(self, tmp_path):
        write(
            tmp_path,
            good="text",
            empty=" \n",
            binary=b"\x00\x01",
            large=b"x" * (PAGE_BYTES_MAX + 1),
            gbk="数据".encode("gbk"),
        )
        pages = pages_of(tmp_path)
        assert [d.path for d in documents(pages)] == ["good.md"]
        assert skipped(pages) == {
            "binary.md": "not text",
            "empty.md": "empty",
            "gbk.md": "not text in a known encoding; save it as UTF-8",
            "large.md": "larger than 5 MB",
        }

    def test_hidden_and_installed_folders_are_passed_over(self, tmp_path):
        write(tmp_path, good="text", **{".git__a": "x", ".venv__b": "x", "web__node_modules__c": "x"})
        assert pages_of(tmp_path).items == (documents(pages_of(tmp_path))[0],)

    def test_links_are_followed_only_inside_the_source(self, tmp_path):
        outside = write(tmp_path / "outside", secret="secret", more__page="secret")
        root = write(tmp_path / "root", a="text", sub__b="more")
        for name, target in {
            "inside.md": root / "a.md",
            "out.md": outside / "secret.md",
            "dangling.md": root / "nothing",
            "loop.md": root / "loop.md",
            "folder": outside / "more",
        }.items():
            (root / name).symlink_to(target)
        pages = pages_of(root)
        assert [d.path for d in documents(pages)] == ["a.md", "inside.md", "sub/b.md"]
        assert set(skipped(pages)) == {"out.md", "dangling.md", "loop.md", "folder"}

    def test_a_root_that_is_a_link_is_fine(self, tmp_path):
        write(tmp_path / "real", a="text")
        (tmp_path / "link").symlink_to(tmp_path / "real")
        assert [d.path for d in documents(pages_of(tmp_path / "link"))] == ["a.md"]

    def test_a_socket_named_like_a_page_is_skipped(self, tmp_path, monkeypatch):
        monkeypatch.chdir(write(tmp_path, a="text"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket.md")
            assert skipped(pages_of(tmp_path)) == {"socket.md": "not a regular file"}

    def test_file_names_that_are_no_text_are_shown_with_replacements(self, tmp_path):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/gr\xf6sse.md"))).write_text("text")
        assert [d.path for d in documents(pages_of(tmp_path))] == ["gr\ufffdsse.md"]

    def test_no_match_names_the_pattern_and_what_is_there(self, tmp_path):
        write(tmp_path, a="text")
        refused(tmp_path, r"matches \*\.rst: there are 1 files, for example a\.md", "*.rst")

    def test_only_pages_without_text_are_no_source(self, tmp_path):
        refused(write(tmp_path, a=""), r"holds no page with text, only a\.md \(empty\)")


class TestPath:
    def test_a_single_file_needs_no_pattern(self, tmp_path):
        (tmp_path / "notes.txt").write_text("text")
        (document,) = documents(pages_of(tmp_path / "notes.txt"))
        assert (document.path, document.source) == ("notes.txt", str(tmp_path / "notes.txt"))

    def test_a_missing_path_is_named_with_the_folder_it_was_looked_for_in(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        refused("dcos", rf"no dcos in {tmp_path}: check the path")
        refused(tmp_path / "dcos", "no .*/dcos: check the path")

    def test_home_is_understood(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", str(write(tmp_path, docs__a="text")))
        assert [d.path for d in documents(pages_of("~/docs"))] == ["a.md"]

    def test_a_device_is_neither_folder_nor_file(self):
        refused("/dev/null", "neither a folder nor a file")

    @pytest.mark.parametrize("unreadable", ["a.md", ".", "sub"])
    def test_what_may_not_be_read_is_an_error_that_names_it(self, plain_user, unreadable):
        write(plain_user, a="text", sub__b="text")
        (plain_user / unreadable).chmod(0)
        refused(plain_user, f"{plain_user / unreadable} cannot be read: Permission denied. Give the reader access")


@pytest.fixture
def plain_user() -> Iterator[Path]:
    """A folder of a user without special rights, who is also the one that runs the test."""
    root = os.geteuid() == 0
    with TemporaryDirectory() as folder:
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        yield Path(folder)
        if root:
            os.seteuid(0)
        for path in (Path(folder), *Path(folder).iterdir()):
            path.chmod(0o700)


def zipped(**pages: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in pages.items():
            archive.writestr(f"{name.replace('__', '/')}.md", text)
    return buffer.getvalue()


class TestZip:
    def test_a_zip_on_disk_is_read_whatever_its_name(self, tmp_path):
        for name in ("docs.zip", "docs.ZIP", "docs"):
            (tmp_path / name).write_bytes(zipped(en__faq__a="A", b="B"))
            assert [d.path for d in documents(pages_of(tmp_path / name))] == ["b.md", "en/faq/a.md"]

    def test_pages_of_absurd_total_size_refuse_the_source(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reading, "TOTAL_BYTES_MAX", 50)
        (tmp_path / "docs.zip").write_bytes(zipped(a="x" * 30, b="x" * 30))
        refused(tmp_path / "docs.zip", r"docs\.zip holds more than .* MB of pages: narrow the include pattern")

    def test_a_file_that_is_only_named_zip_is_refused(self, tmp_path):
        (tmp_path / "docs.zip").write_text("<html>")
        refused(tmp_path / "docs.zip", r"docs\.zip is not a whole zip")

    def test_half_a_zip_is_refused(self, tmp_path):
        content = zipped(a="text")
        (tmp_path / "docs.zip").write_bytes(content[: len(content) // 2])
        refused(tmp_path / "docs.zip", r"docs\.zip is not a whole zip")


class TestUrl:
    def test_a_zip_is_read_with_an_include_pattern(self):
        release = "/milvus-io/milvus-docs/releases/download/v2.4.6-preview/milvus_docs_2.4.x_en.zip"
        routes = {
            release: send(status=302, Location="/storage/123?sig=secret"),
            "/storage/123": send(
                zipped(en__faq__a="A", en__faq__b="B", en__c="C"), Content_Type="application/octet-stream"
            ),
        }
        with Website(routes) as site:
            pages = pages_of(site.url + release, "en/faq/*.md")
            assert [d.path for d in documents(pages)] == ["en/faq/a.md", "en/faq/b.md"]
            assert {d.source for d in documents(pages)} == {site.url + release}

    def test_a_single_page_is_read(self):
        headers = {"Content_Type": "text/plain", "Last_Modified": "Mon, 08 Jul 2024 10:00:00 GMT"}
        with Website({"/raw/faq.md": send(b"# FAQ", **headers)}) as site:
            url = f"http://me:secret@127.0.0.1:{site.port}/raw/faq.md?token=secret"
            (document,) = documents(pages_of(url))
            expected = datetime(2024, 7, 8, 10, tzinfo=UTC)
            assert document == Document(path="faq.md", text="# FAQ", source=f"{site.url}/raw/faq.md", updated=expected)

    def test_an_unchanged_source_is_not_read_again(self):
        def page(request):
            known = request.headers["If-None-Match"] == '"1"'
            send(b"" if known else b"text", status=304 if known else 200, ETag='"1"')(request)

        with Website({"/a.md": page}) as site:
            spec = SourceSpec(location=f"{site.url}/a.md")
            first = read_if_changed(spec, Validators())
            assert first is not None
            assert read_if_changed(spec, first.validators) is None
            assert read(spec) == first

    @pytest.mark.parametrize(
        ("path", "reply", "why"),
        [
            (
                "/blob/a.md",
                send(b"\n<!DOCTYPE html><html>", Content_Type="text/html"),
                "sent a web page: give the address",
            ),
            ("/a.md", send(b"<HTML><body>", Content_Type="text/plain"), "sent a web page"),
            ("/docs.zip", send(b"nothing", Content_Type="text/plain"), "did not send a zip"),
            ("/api", send(b"{}", Content_Type="application/json"), "sent application/json: give the address"),
            ("/a.md", send(b"x" * (PAGE_BYTES_MAX + 1)), "is larger than 5 MB: split the page"),
            ("/a.md", send(b""), r"holds no page with text, only a\.md \(empty\)"),
            ("/docs.zip", send(zipped(a="x")[:60]), "is not a whole zip"),
        ],
    )
    def test_what_is_neither_zip_nor_markdown_is_refused(self, path, reply, why):
        with Website({path: reply}) as site:
            refused(site.url + path, f"^{site.url}{path} {why}")

    def test_other_schemes_are_refused(self):
        refused("s3://bucket/docs.zip", "not an http or https address")


class TestChange:
    def known(self, spec):
        pages = read_if_changed(spec, Validators())
        assert pages is not None
        return pages.validators

    def test_what_looks_the_same_is_not_read_again(self, tmp_path, monkeypatch):
        spec = SourceSpec(location=str(write(tmp_path, a="A", b__c="C")))
        known = self.known(spec)
        monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a page was opened"))
        assert read_if_changed(spec, known) is None

    @pytest.mark.parametrize(
        "change",
        [
            lambda root: write(root, a="AA"),
            lambda root: write(root, d="D"),
            lambda root: (root / "b" / "c.md").unlink(),
            lambda root: (root / "a.md").rename(root / "z.md"),
            lambda root: (root / "curated.toml").write_text(""),
            lambda root: os.utime(root / "a.md", (1, 1)),
            lambda root: (root / "link.md").symlink_to("nothing"),
        ],
    )
    def test_whatever_changes_among_the_pages_is_seen(self, tmp_path, change):
        spec = SourceSpec(location=str(write(tmp_path, a="A", b__c="C")))
        known = self.known(spec)
        change(tmp_path)
        again = read_if_changed(spec, known)
        assert again is not None
        assert read_if_changed(spec, again.validators) is None

    def test_what_is_no_page_may_change(self, tmp_path):
        spec = SourceSpec(location=str(write(tmp_path, a="A")))
        known = self.known(spec)
        (tmp_path / "notes.txt").write_text("x")
        write(tmp_path, **{".git__b": "B"})
        assert read_if_changed(spec, known) is None

    def test_a_single_file_is_looked_at_too(self, tmp_path):
        spec = SourceSpec(location=str(write(tmp_path, a="A") / "a.md"))
        known = self.known(spec)
        assert read_if_changed(spec, known) is None
        write(tmp_path, a="AA")
        assert read_if_changed(spec, known) is not None

    def test_a_source_that_is_gone_is_told(self, tmp_path):
        with pytest.raises(SourceError, match="There is no"):
            read_if_changed(SourceSpec(location=str(tmp_path / "gone")), Validators())
