"""When a question deserves thinking: the rule behind `--depth auto`."""

from __future__ import annotations

import re
from typing import Literal

LONG_QUESTION = 280  # characters; longer ones describe a situation, and mostly hold several questions
SEVERAL_QUESTIONS = 2  # question marks

_REASONING = re.compile(
    r"""
    \b(?: compare | comparison | differences?\ between | versus | vs\.? | trade-?offs? | pros\ and\ cons
        | which\ (?:one|of\ (?:them|these|the))\b.*\b(?:better|best|should) | should\ (?:i|we)\b.*\bor\b
        | step[-\ ]by[-\ ]step | migrat\w+\ (?:from|to)\b | architect\w* | design\ (?:a|an|my|our|the)\b
        | root\ cause | why\ (?:does|do|is|are|did)\b.*\b(?:although|even\ though|but|despite)
        | write\ (?:me\ )?(?:an?|the|some)?\ ?(?:\w+\ ){0,3}(?:code|program|script|function|page|website|html|class)
      )\b
    | 比较 | 对比 | 区别 | 优缺点 | 分步 | 비교 | 차이 | 장단점 | 단계별 | 比較 | 違い
    """,
    re.IGNORECASE | re.VERBOSE,
)


def decide(text: str, asked: Literal["quick", "deep", "auto"]) -> Literal["quick", "deep"]:
    """Return `asked`, or for `auto` what the text calls for.

    Deep is for questions that weigh, plan or build: they name a comparison, a design or a program to write, hold
    several questions, or describe a whole situation. All others are quick: thinking costs an asker 10 s and more.
    """
    if asked != "auto":
        return asked
    several = text.count("?") + text.count("？") >= SEVERAL_QUESTIONS
    return "deep" if several or len(text) > LONG_QUESTION or _REASONING.search(text) else "quick"
