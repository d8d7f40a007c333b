"""Sections, sentences about them that hold or do not, and a model's answer read in portions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag_core.citations import CheckedText, CitationReader
from rag_core.types import Hit, Section

FILE = Path(__file__).parents[1] / "data" / "citation_cases.jsonl"
MILVUS = ("m-store", "m-etcd", "m-flush", "m-insert", "m-limits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence that cites one of the offered sections, and whether it may."""

    group: str
    question: str
    offered: tuple[str, ...]
    cited: str
    claim: str
    good: bool
    split: str  # "tuned": the thresholds were chosen on it; "held": only measured


@cache
def sections() -> dict[str, Section]:
    return {
        line["id"]: Section(
            id=line["id"],
            page=f"{line['id']}.md",
            title=line["title"],
            headings=tuple(line["headings"]),
            anchor="",
            url=f"https://docs.example.com/{line['id']}#top",
            text=line["text"],
            digest="",
        )
        for line in _lines("section")
    }


@cache
def cases() -> tuple[Case, ...]:
    return tuple(Case(**{**line, "offered": tuple(line["offered"])}) for line in _lines("case"))


def offered(ids: Sequence[str] = MILVUS) -> list[Hit]:
    return [Hit(section=sections()[name], score=1.0) for name in ids]


def read(text: str, ids: Sequence[str] = MILVUS, *, question: str = "", size: int = 7) -> CheckedText:
    """The checked answer, fed in portions of `size` characters."""
    return read_portions([text[i : i + size] for i in range(0, len(text), size)], ids, question=question)[1]


def read_portions(
    portions: Sequence[str], ids: Sequence[str] = MILVUS, *, question: str = ""
) -> tuple[list[str], CheckedText]:
    reader = CitationReader(offered(ids), question)
    shown = [reader.feed(portion) for portion in portions]
    return shown, reader.finish()


def _lines(kind: str) -> Iterator[dict]:
    for text in FILE.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if line.pop("kind") == kind:
            yield line
