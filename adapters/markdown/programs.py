"""Takes programs and pages that are too long for a message out of an answer, to go beside it as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.markdown import outline

if TYPE_CHECKING:
    from markdown_it.token import Token

_EXTENSIONS = {
    "bash": "sh", "c#": "cs", "c++": "cpp", "console": "txt", "csharp": "cs", "golang": "go", "htm": "html",
    "javascript": "js", "jsonc": "json", "kotlin": "kt", "markdown": "md", "mermaid": "mmd", "objective-c": "m",
    "perl": "pl", "plaintext": "txt", "powershell": "ps1", "python": "py", "python3": "py", "ruby": "rb", "rust": "rs",
    "shell": "sh", "text": "txt", "typescript": "ts", "yml": "yaml", "zsh": "sh",
}  # fmt: skip
_STEMS = {
    "css": "style", "csv": "table", "html": "page", "ini": "config", "json": "config", "md": "text", "sh": "script",
    "svg": "image", "toml": "config", "txt": "text", "xml": "config", "yaml": "config",
}  # fmt: skip
# A file name among the words of an info string: `python title="app.py"`, `js:src/app.js`, `index.html`.
_NAMED = re.compile(r"""(?:^|[\s"'=:/\\{])(\w[\w-]{0,40}(?:\.[\w-]{1,20}){0,2}\.[A-Za-z0-9]{1,8})(?=$|["'\s,}])""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A file to send with an answer."""

    name: str  # without a folder
    language: str  # as the answer names it, in lower case; "" when it does not
    content: str


def longest_program(text: str) -> int:
    """Return the length of the longest code block in a Markdown text, in characters; 0 without one."""
    return max(
        (len(token.content) for token in outline.tokens(outline.normalised(text)) if token.type == "fence"), default=0
    )


def extract_programs(text: str, *, longer_than: int) -> tuple[str, tuple[Program, ...]]:
    """Return `text` with a line naming a file in place of each code block of more characters, and those files.

    To be done before mentions are defused, so that the files hold what the model wrote.
    """
    text = outline.normalised(text)
    lines, kept, done = text.split("\n"), list[str](), 0
    programs: dict[str, Program] = {}  # by name in lower case
    for token, (first, last) in _long(outline.tokens(text), longer_than):
        program = _program(token, programs)
        programs[program.name.lower()] = program
        indent = lines[first].partition(token.markup)[0]
        kept += [*lines[done:first], f"{indent}📎 `{program.name}`"]
        done = last
    return "\n".join((*kept, *lines[done:])), tuple(programs.values())


def _long(tokens: list[Token], longer_than: int) -> Iterator[tuple[Token, tuple[int, int]]]:
    for token in tokens:
        if token.type == "fence" and token.map and len(token.content) > longer_than:
            yield token, (token.map[0], token.map[1])


def _program(token: Token, taken: dict[str, Program]) -> Program:
    words = token.info.strip().lower().split()
    language = re.split(r"[:{,]", words[0])[0] if words else ""
    stem, _, extension = _name(token.info, language, token.content).rpartition(".")
    name, number = f"{stem}.{extension}", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}.{extension}"
    return Program(name=name, language=language, content=token.content)


def _name(info: str, language: str, content: str) -> str:
    if named := _NAMED.search(info):
        return named[1]
    extension = _EXTENSIONS.get(language, language)
    if re.match(r"\s*<(?:!doctype html|html)\b", content, re.IGNORECASE):
        extension = "html"
    if not re.fullmatch(r"[a-z0-9]{1,8}", extension):
        extension = "txt"
    return f"{_STEMS.get(extension, 'program')}.{extension}"
