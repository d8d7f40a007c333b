"""Whether somebody who posts in a Q&A channel, to nobody in particular, asks the bot."""

from __future__ import annotations

from adapters.questions.judging import Verdict, judge

__all__ = ["Verdict", "judge"]
