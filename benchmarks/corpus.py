"""Thousands of sections made of a few FAQ pages: the same ones every time, as varied in words as real docs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

SECTIONS = 10_000
PER_PAGE = 20  # sections
SECTION_CHARS = (100, 900)  # before its last paragraph; 650 on average with it, where the Milvus 2.4 docs have 673
COINED = 20_000  # distinct words that no page holds
COINED_SHARE = 0.15  # of all words; with it 10,000 sections have about as many distinct words as that many real ones
QUESTION_WORDS = 8

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MARKUP = re.compile(r"```|<")  # half a fence or tag would swallow what follows
_HEADING = re.compile(r"^[ \t]*#+ +(.+)$", re.MULTILINE)
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the sections are made of: headings and paragraphs of FAQ pages."""

    headings: tuple[str, ...]
    paragraphs: tuple[str, ...]


def material() -> Material:
    """Footnote's own FAQ, and the Milvus FAQ where it lies beside the checkout."""
    checkout = Path(__file__).resolve().parents[1]
    folders = (checkout / "bot" / "faq", checkout.parent / "shared" / "milvus_faq")
    headings: list[str] = []
    paragraphs: list[str] = []
    for page in sorted(page for folder in folders for page in folder.glob("*.md")):
        text = _FRONT_MATTER.sub("", page.read_text(encoding="utf-8"))
        headings += _HEADING.findall(text)
        blocks = (block.strip() for block in re.split(r"\n{2,}", _HEADING.sub("\n", text)))
        paragraphs += (block for block in blocks if block and not _MARKUP.search(block))
    return Material(headings=tuple(headings), paragraphs=tuple(paragraphs))


def write(folder: Path, sections: int = SECTIONS, seed: int = 0) -> None:
    """Fill `folder` with pages that hold `sections` sections in all."""
    made, source = Random(seed), material()
    for first in range(0, sections, PER_PAGE):
        body = _page(f"Page {first // PER_PAGE}", min(PER_PAGE, sections - first), source, made)
        page = folder / f"area-{first // 1_000}" / f"page-{first // PER_PAGE}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(body, encoding="utf-8")


def change_one(folder: Path) -> None:
    """Edit one section of one page, as an editor would between two ingests."""
    page = min(folder.rglob("*.md"))
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence about the weekly rotation.\n", "utf-8")


def questions(folder: Path, count: int, seed: int = 1) -> tuple[str, ...]:
    """Questions that sections of `folder` answer: some words of a section, each time of another one."""
    made = Random(seed)
    pages = sorted(folder.rglob("*.md"))
    return tuple(_question(made.choice(pages).read_text(encoding="utf-8"), made) for _ in range(count))


def _question(page: str, made: Random) -> str:
    section = made.choice(page.split("\n## ")[1:])
    heading, _, text = section.partition("\n")
    words = text.split()
    start = made.randrange(max(1, len(words) - QUESTION_WORDS))
    return f"{heading} {' '.join(words[start : start + QUESTION_WORDS])}"


def _page(title: str, sections: int, source: Material, made: Random) -> str:
    parts = [f"# {title}: {_varied(made.choice(source.headings), made)}"]
    for _ in range(sections):
        parts.append(f"## {_varied(made.choice(source.headings), made)}")
        parts += _text(source.paragraphs, made)
    return "\n\n".join(parts) + "\n"


def _text(paragraphs: Sequence[str], made: Random) -> Iterator[str]:
    missing = made.uniform(*SECTION_CHARS)
    while missing > 0:
        paragraph = _varied(made.choice(paragraphs), made)
        yield paragraph
        missing -= len(paragraph)


def _varied(text: str, made: Random) -> str:
    return _WORD.sub(lambda word: _coined(made) if made.random() < COINED_SHARE else word[0], text)


def _coined(made: Random) -> str:
    """A made-up word; the nth comes up as often as language's nth rarest does, one in n."""
    return _LEXICON[int(COINED ** made.random()) - 1]


def _lexicon() -> tuple[str, ...]:
    syllables = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]
    words = ["".join(three) for three in product(syllables, repeat=3)]
    Random(2).shuffle(words)
    return tuple(words[:COINED])


_LEXICON = _lexicon()
