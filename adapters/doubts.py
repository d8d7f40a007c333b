"""Whether a post is a question for the bot: by rule, and in doubt by the model."""

from __future__ import annotations

from adapters.questions.judging import judge
from rag_core.llm import ChatModel


async def is_question(text: str, *, mentions_others: bool, model: ChatModel | None) -> bool:
    """Provisional."""
    return judge(text, mentions_others=mentions_others) != "chatter"
