"""The durable record: which questions are whose, where their replies live, how they ended, what people thought."""

from __future__ import annotations

from rag_core.journal.journal import Journal
from rag_core.journal.records import Claim, Delivery, Feedback, Record, Spent, ThreadState, Vote, conversation

__all__ = [
    "Claim",
    "Delivery",
    "Feedback",
    "Journal",
    "Record",
    "Spent",
    "ThreadState",
    "Vote",
    "conversation",
]
