"""What the policy has to know of a message before it decides: the thread, the asker's standing, what was spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.base import Incoming, Platform
from adapters.policy import Answering, Conversation, Decision, Refusing, Rules, Spent, admitted, decide
from rag_core.journal import Journal
from rag_core.types import Origin


@dataclass(frozen=True, slots=True)
class Admission:
    """Decides with the rules that hold now. Raises JournalError."""

    journal: Journal
    rules: Callable[[], Rules]

    async def conversation(self, origin: Origin) -> Conversation:
        """The thread of a message, as far as it decides."""
        state = await self.journal.thread(origin)
        return Conversation(known=state.questions > 0, silenced=state.silenced, askers=frozenset(state.participants))

    async def decide(
        self, incoming: Incoming, platform: Platform, conversation: Conversation, *, payer: str
    ) -> Decision:
        """Decide, asking for what costs a look-up only when it matters. `payer` is whose budget it is."""
        rules = self.rules()
        decision = decide(incoming, rules, conversation, Spent())
        if isinstance(decision, Refusing) and decision.reason == "standing_unknown":
            incoming = replace(incoming, standing=await platform.standing(incoming))
            decision = decide(incoming, rules, conversation, Spent())
        if isinstance(decision, Answering):
            decision = decide(incoming, rules, conversation, await self._spent(platform.name, payer, rules))
        return decision

    async def admit(self, incoming: Incoming, platform: Platform) -> Decision:
        """The decision about a question that was posted by somebody who may ask."""
        rules = self.rules()
        if incoming.standing == "unknown":
            incoming = replace(incoming, standing=await platform.standing(incoming))
        if incoming.standing == "unknown":
            return Refusing(reason="standing_unknown")
        return admitted(incoming, rules, await self._spent(platform.name, incoming.user, rules))

    async def _spent(self, platform: str, asker: str, rules: Rules) -> Spent:
        budgets = rules.budgets
        now = datetime.now(UTC)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        spent = Spent()
        if budgets.questions_per_person_hour:
            hour = await self.journal.spent(now - timedelta(hours=1), platform=platform, asker=asker)
            spent = replace(spent, person_questions_hour=hour.questions)
        if budgets.questions_per_day or budgets.tokens_per_day:
            day = await self.journal.spent(today)
            spent = replace(spent, questions_day=day.questions, tokens_day=day.tokens)
        if budgets.tokens_per_person_day:
            person = await self.journal.spent(today, platform=platform, asker=asker)
            spent = replace(spent, person_tokens_day=person.tokens)
        return spent
