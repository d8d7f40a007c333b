"""Write an answer, and the programs in it, to files."""

from __future__ import annotations

from pathlib import Path

from adapters.markdown.programs import extract_programs
from bot.config import ConfigError
from rag_core.types import Answer


def save(answer: Answer, folder: Path, name: str) -> tuple[Path, ...]:
    """Write `<name>.md` and a file for each program in it; returns the paths. Raises ConfigError."""
    sources = "".join(f"\n[{c.number}] {c.section.breadcrumb} {c.section.url}" for c in answer.citations)
    files = {f"{name}.md": f"{answer.text}\n{sources}\n"}
    files |= {f"{name}-{program.name}": program.content for program in extract_programs(answer.text, longer_than=0)[1]}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--save {folder}: {error.strerror}. Name a folder that can be written.") from error
    return tuple(folder / file for file in files)
