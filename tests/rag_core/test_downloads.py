from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag_core.errors import SourceError
from rag_core.sources.downloads import NotModified, Validators, fetch, shown
from tests.fakes.website import Website, send


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file"


def refused(url: str, target: Path, why: str, **bounds) -> None:
    with pytest.raises(SourceError, match=why) as error:
        fetch(url, target, **bounds)
    assert "secret" not in str(error.value)
    assert error.value.__cause__ is None


def test_the_file_and_what_came_with_it_are_kept(target):
    headers = {
        "Content_Type": "text/markdown; charset=utf-8",
        "ETag": '"1"',
        "Last_Modified": "Mon, 08 Jul 2024 10:00:00 GMT",
    }
    with Website({"/docs/my%20page.md": send(b"# Hi", **headers)}) as site:
        download = fetch(f"{site.url}/docs/my%20page.md?x=1", target)
    assert target.read_bytes() == b"# Hi"
    assert (download.name, download.content_type) == ("my page.md", "text/markdown")
    assert download.updated == datetime(2024, 7, 8, 10, tzinfo=UTC)


def test_a_time_that_is_none_is_left_out(target):
    with Website({"/a": send(b"x", Last_Modified="yesterday")}) as site:
        assert fetch(f"{site.url}/a", target).updated is None


def test_an_unchanged_file_is_told_by_its_validators(target):
    known = Validators(etag='"1"', last_modified="Mon, 08 Jul 2024 10:00:00 GMT")
    with Website({"/a": send(status=304)}) as site:
        with pytest.raises(NotModified):
            fetch(f"{site.url}/a", target, known=known)
        assert site.received[0]["If-None-Match"] == known.etag
        assert site.received[0]["If-Modified-Since"] == known.last_modified
        refused(f"{site.url}/a", target, "status 304")


def test_redirects_are_followed_up_to_the_limit(target):
    hops = {f"/{n}": send(status=302, Location=f"/{n + 1}") for n in range(9)}
    with Website(hops | {"/9": send(b"end")}) as site:
        fetch(f"{site.url}/5", target)
        refused(f"{site.url}/0", target, "redirects more than 5 times")
    assert target.read_bytes() == b"end"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x/"])
def test_redirects_stay_on_the_web(target, location):
    with Website({"/a": send(status=302, Location=location)}) as site:
        refused(f"{site.url}/a", target, "redirects to none")


def test_a_password_is_sent_to_its_own_host_only(target):
    with Website({"/b": send(b"x")}) as other, Website({"/a": send(status=302, Location=f"{other.url}/b")}) as site:
        fetch(f"http://me:secret@127.0.0.1:{site.port}/a", target)
        assert "Authorization" in site.received[0]
        assert "Authorization" not in other.received[0]


@pytest.mark.parametrize(("status", "remedy"), [(404, "check the address"), (503, "try again later")])
def test_another_status_is_named_without_the_secrets_of_the_address(target, status, remedy):
    with Website({"/a": send(status=status)}) as site:
        url = f"http://me:secret@127.0.0.1:{site.port}/a?token=secret#secret"
        refused(url, target, rf"^http://127\.0\.0\.1:{site.port}/a answered with status {status} .*{remedy}")


def test_nothing_listening_is_told_at_once(target):
    with Website({}) as site:
        url = f"http://127.0.0.1:{site.port}/a?secret"
    refused(url, target, "nothing accepts connections there")


def test_an_unknown_host_is_told(target):
    refused("http://nowhere.invalid/a?secret", target, "host name is unknown")


@pytest.mark.parametrize("url", ["ftp://secret@x/a", "file:///a?secret"])
def test_other_schemes_are_refused(target, url):
    refused(url, target, "not an http or https address")


@pytest.mark.parametrize("url", ["http://", "http://[::1/a", "http://x:port/a?secret"])
def test_an_address_that_is_none_is_refused(target, url):
    refused(url, target, "valid")


def test_a_server_without_tls_is_no_https_server(target):
    with Website({}) as site:
        refused(
            f"https://127.0.0.1:{site.port}/a?secret", target, "certificate is not trusted|connections there|was cut"
        )


def test_a_cut_connection_is_told(target):
    with Website({"/a": send(b"half", Content_Length="1000")}) as site:
        refused(f"{site.url}/a", target, "connection was cut")


def test_a_size_that_is_announced_or_arrives_is_bounded(target):
    def much(request):
        request.send_response(200)
        request.end_headers()
        for _ in range(1_000):
            request.wfile.write(b"x" * 10_000)

    with Website({"/announced": send(b"x" * 2_000), "/much": much}) as site:
        refused(f"{site.url}/announced", target, r"larger than 0\.001 MB", bytes_max=1_000)
        refused(f"{site.url}/much", target, r"larger than 0\.05 MB", bytes_max=50_000)


@pytest.mark.parametrize("stage", ["before", "headers", "body"])
def test_a_server_that_drips_is_left_at_the_deadline(target, stage):
    def drip(request):
        if stage == "body":
            request.send_response(200)
            request.end_headers()
        elif stage == "headers":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            time.sleep(0.05)
            request.wfile.write(b"x" if stage != "before" else b"")

    started = time.perf_counter()
    with Website({"/a": drip}) as site:
        refused(f"{site.url}/a", target, r"did not arrive within 0\.4 s", seconds_max=0.4)
    assert time.perf_counter() - started < 2


def test_a_compressed_reply_that_nobody_asked_for_is_refused(target):
    with Website({"/a": send(b"\x1f\x8b", Content_Encoding="gzip")}) as site:
        refused(f"{site.url}/a", target, "compressed")


def test_a_disk_that_cannot_be_written_is_told(tmp_path):
    with Website({"/a": send(b"x")}) as site, pytest.raises(SourceError, match="cannot be stored"):
        fetch(f"{site.url}/a", tmp_path / "missing" / "file")


def test_what_is_shown_of_an_address_holds_no_secret():
    assert shown("https://me:secret@x.io:8443/a/b.zip?key=secret#secret") == "https://x.io:8443/a/b.zip"
