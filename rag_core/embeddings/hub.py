"""Models on this machine, in folders or in Hugging Face's cache: found at once or not at all, never downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from rag_core.errors import EmbeddingError

FINGERPRINT = 2**20  # bytes of the weights' beginning and end: enough to tell models apart, quick for large ones


def cached(repository: str, name: str) -> Path | None:
    """Where the file `name` of a hub repository lies, or None when it was never downloaded."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        path = try_to_load_from_cache(repository, name)
    except HFValidationError:
        return None
    return Path(path) if isinstance(path, str) else None


@contextmanager
def offline() -> Iterator[None]:
    """While a library loads a model that is said to be there; without it, an absent one costs 46 s of retries.

    Setting HF_HUB_OFFLINE would come too late: huggingface_hub reads it when it is imported.
    """
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


def missing(setting: str, repositories: Sequence[str]) -> EmbeddingError:
    """The error for a model that is not in the cache, with the commands that bring it, or for no folder."""
    if any(repository.startswith(("/", "./", "../", "~")) for repository in repositories):
        return EmbeddingError(f"EMBEDDING_MODEL={setting} names a folder that is not there. Correct the path.")
    commands = " && ".join(f"hf download {repository}" for repository in repositories)
    return EmbeddingError(
        f"EMBEDDING_MODEL={setting} is not on this machine, and models are never downloaded unasked: run {commands}"
    )


def fingerprint(weights: Path) -> str:
    """Eight digits that another model, or another export of it, does not share."""
    size = weights.stat().st_size
    with weights.open("rb") as file:
        digest = blake2b(size.to_bytes(8, "big") + file.read(FINGERPRINT), digest_size=4)
        file.seek(max(0, size - FINGERPRINT))
        digest.update(file.read())
    return digest.hexdigest()


def require(setting: str, packages: Sequence[str], install: str) -> None:
    """Raise unless all `packages` can be imported: pymilvus-model would run pip by itself, through a shell."""
    absent = [package for package in packages if not _installed(package)]
    if absent:
        raise EmbeddingError(f"EMBEDDING_MODEL={setting} needs the package {absent[0]}: run pip install {install}")


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # of the package around it
        return False
