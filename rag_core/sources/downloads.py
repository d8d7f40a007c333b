"""One file from an http(s) address into a local file, within bounds of time, size and redirects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rag_core.errors import SourceError

if TYPE_CHECKING:
    import aiohttp

DOWNLOAD_BYTES_MAX = 300_000_000  # bytes; documentation releases with their images are below 100 MB
DOWNLOAD_SECONDS_MAX = 300.0
SILENCE_SECONDS_MAX = 30.0  # for the connection and between two pieces
REDIRECTS_MAX = 5  # a GitHub release needs two


class NotModified(Exception):
    """The server says that nothing changed: an answer, not an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What to recognise an unchanged source by: of a URL what its server said, of files how they look from outside."""

    etag: str = ""
    last_modified: str = ""
    looks: str = ""  # a digest of paths, sizes and times


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What came with the file."""

    name: str  # the last part of the address; "" when it ends in a slash
    content_type: str
    validators: Validators

    @property
    def updated(self) -> datetime | None:
        """`Last-Modified` as an aware UTC time, where the server sent a valid one."""
        try:
            return parsedate_to_datetime(self.validators.last_modified).astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def is_url(location: str) -> bool:
    """Whether the location names a scheme, whichever; a Windows drive letter is none."""
    return "://" in location


def shown(url: str) -> str:
    """The address without what may be secret: user, password, query and fragment."""
    scheme, _, rest = url.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def fetch(
    url: str,
    target: Path,
    *,
    known: Validators | None = None,
    bytes_max: int = DOWNLOAD_BYTES_MAX,
    seconds_max: float = DOWNLOAD_SECONDS_MAX,
) -> Download:
    """Write what `url` sends to `target`. Blocks up to `seconds_max`, so call it in a thread.

    Raises `NotModified`, without a file, when the server says that `known` still holds, and `SourceError` for
    everything else but a whole file.
    """
    import asyncio

    import aiohttp

    if url.partition("://")[0].lower() not in {"http", "https"}:
        raise SourceError(f"{shown(url)} is not an http or https address: give one, or the path of a local copy.")
    try:
        return asyncio.run(_fetch(url, target, known or Validators(), bytes_max, seconds_max))
    except TimeoutError:
        remedy = "Try again, or download it yourself and give its path."
        raise SourceError(f"{shown(url)} did not arrive within {seconds_max:g} s. {remedy}") from None
    except aiohttp.ClientError as error:
        # "from None": the cause's text can hold the whole address with its secrets.
        raise SourceError(f"{shown(url)} cannot be read: {_why(error)}") from None
    except OSError as error:
        raise SourceError(f"{shown(url)} cannot be stored in {target.parent}: {error.strerror}. Make room.") from error


async def _fetch(url: str, target: Path, known: Validators, bytes_max: int, seconds_max: float) -> Download:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=seconds_max, sock_connect=SILENCE_SECONDS_MAX, sock_read=SILENCE_SECONDS_MAX)
    # Compressed replies are not asked for, so that the bytes counted are the bytes written.
    session = aiohttp.ClientSession(timeout=timeout, trust_env=True, auto_decompress=False)
    async with session, session.get(url, headers=_headers(known), max_redirects=REDIRECTS_MAX) as response:
        if response.status == 304 and known != Validators():
            raise NotModified
        _check(response, url, bytes_max)
        size = 0
        with target.open("wb") as file:
            async for piece in response.content.iter_any():
                size += len(piece)
                if size > bytes_max:
                    raise _too_large(url, bytes_max)
                file.write(piece)
        return Download(
            name=unquote(urlsplit(url).path.rpartition("/")[2]).replace("/", "_"),
            content_type=response.content_type,
            validators=Validators(
                etag=response.headers.get("ETag", ""), last_modified=response.headers.get("Last-Modified", "")
            ),
        )


def _headers(known: Validators) -> dict[str, str]:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {"Accept-Encoding": "identity"} | {name: value for name, value in conditions.items() if value}


def _check(response: aiohttp.ClientResponse, url: str, bytes_max: int) -> None:
    if response.status != 200:
        remedy = "check the address" if response.status < 500 else "try again later"
        raise SourceError(f"{shown(url)} answered with status {response.status} {response.reason or ''}: {remedy}.")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise SourceError(f"{shown(url)} sends compressed pages only: download it yourself and give its path.")
    if (response.content_length or 0) > bytes_max:
        raise _too_large(url, bytes_max)


def _too_large(url: str, bytes_max: int) -> SourceError:
    return SourceError(f"{shown(url)} is larger than {bytes_max / 1e6:g} MB: give a file with only the pages.")


def _why(error: aiohttp.ClientError) -> str:
    import aiohttp

    match error:
        case aiohttp.ClientConnectorDNSError():
            return "its host name is unknown. Check the spelling and the network."
        case aiohttp.ClientSSLError():
            return "its certificate is not trusted. Use the right host name, or download it and give its path."
        case aiohttp.ClientConnectorError():
            return "nothing accepts connections there. Check host and port."
        case aiohttp.NonHttpUrlClientError():
            return "it is no valid http address, or redirects to none. Check it."
        case aiohttp.InvalidURL():
            return "it is no valid address. Check the spelling."
        case aiohttp.TooManyRedirects():
            return f"it redirects more than {REDIRECTS_MAX} times. Give the final address."
        case _:
            return "the connection was cut. Try again, or download it yourself and give its path."
