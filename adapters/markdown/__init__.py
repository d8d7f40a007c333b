"""What becomes of an answer's Markdown before it goes out to a chat: cut, defused, made plain, rid of long programs."""

from __future__ import annotations

from adapters.markdown.mentions import neutralise
from adapters.markdown.messages import LEAST_LIMIT, split
from adapters.markdown.mrkdwn import to_mrkdwn
from adapters.markdown.plaintext import first_sentence, plain
from adapters.markdown.programs import Program, extract_programs, longest_program

__all__ = [
    "LEAST_LIMIT",
    "Program",
    "extract_programs",
    "first_sentence",
    "longest_program",
    "neutralise",
    "plain",
    "split",
    "to_mrkdwn",
]
