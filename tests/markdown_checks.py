"""What is wrong with a message, found without the code that made it: for every test of what goes out to a platform."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark", {"html": False}).disable("reference")
_LINK = re.compile(r"!?\[[^\[\]\n`]{0,60}\]\(https://docs\.example/[^\s()\"]*(?:\(b\)[^\s()\"]*)?(?: \"a title\")?\)")
_URL = re.compile(r"https://docs\.example/\d+\.html|https://docs\.example/a/b\?c=1&d=2#e")
_MARKER = re.compile(r"(?<!\w)\[\d+(?:, \d+)*\]")
_PINGS = re.compile(
    r"<[\s\\]*!\s*(?:channel|here|everyone|group|subteam)|<\s*@[!&]?\d|<\s*@[UWB][A-Z0-9]{2}|<@[\w.]+[|>]"
    r"|(?<![\w.+-])@(?:everyone|here)|@(?:everyone|here)(?!\.[a-z])",
    re.IGNORECASE,
)


def open_fences(message: str) -> list[str]:
    """The fences that nothing closes, by their markers."""
    lines = f"{message}\n"
    tokens = PARSER.parse(lines)
    return [
        token.markup
        for token in tokens
        if token.type == "fence" and token.map and token.map[1] - token.map[0] < token.content.count("\n") + 2
    ]


def letters(text: str) -> str:
    """Letters and digits alone, which no rewriting of markup changes."""
    return "".join(character for character in text if character.isalnum())


def lost(text: str, messages: tuple[str, ...]) -> str:
    """The letters from the first that the messages do not hold in their order."""
    sent = iter(letters("".join(messages)))
    wanted = letters(text)
    for index, letter in enumerate(wanted):
        if letter not in sent:
            return wanted[index:]
    return ""


def references(text: str) -> list[str]:
    """Links, URLs and citation markers in running text, sorted."""
    running = "\n\n".join(token.content for token in PARSER.parse(text) if token.type == "inline")
    return sorted(found for kind in (_LINK, _URL, _MARKER) for found in kind.findall(running))


def live_pings(text: str) -> list[str]:
    """Whatever Slack or Discord might take for a mention, once Discord has dropped what it drops."""
    kept = (c for c in text if c in "\n\t\u200b" or unicodedata.category(c) not in {"Cc", "Cf", "Mn", "Me", "Cs"})
    return _PINGS.findall("".join(kept))
