"""What becomes of a claim: which of its citations hold, what covers it when it has none, and when it has to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag_core.citations import prose
from rag_core.citations.draft import Draft, Held
from rag_core.citations.support import Claim, Evidence

ADDED = "added a citation"
MOVED = "moved a citation to the section that says it"
REMOVED = "removed a citation of a section that does not say it"
UNCHECKED = "could not check a citation"
UNSAID = "removed a sentence that no section stands behind"


@dataclass(frozen=True, slots=True, eq=False)
class Claimed:
    """A claim without a citation of its own that is not decided yet; `indent` is its block's."""

    held: Held
    claim: Claim
    indent: int = 0


class Coverage:
    """Decides about claims and tells the draft."""

    def __init__(self, evidence: Evidence, draft: Draft, notes: Counter[str]) -> None:
        self._evidence = evidence
        self._draft = draft
        self._notes = notes
        self.waiting: list[Claimed] = []  # of blocks that ended; for a line of sources, or an item below them
        self.emptied = False  # a claim went since the last one that stayed

    def valid(self, text: str, claim: Claim, before: Sequence[Claimed]) -> list[int]:
        """The sections whose citation in a cleaned sentence holds.

        For the sentence, for the part of it before the citation, or for it and the uncited sentences before it.
        """
        sections = prose.cited(text)
        verdicts = dict(self._evidence.judge(claim, sections))
        if len(sections) > 1:
            for clause, own in prose.clauses(text):
                judged = self._evidence.judge(Claim.of(clause, otherwise=claim.language), own)
                verdicts.update((index, verdict) for index, verdict in judged.items() if verdict == "supported")
        if before and all(verdict == "unsupported" for verdict in verdicts.values()):
            together = " ".join((*(one.claim.text for one in before), claim.text))
            verdicts = self._evidence.judge(Claim.of(together, otherwise=claim.language), sections)
        self._notes[UNCHECKED] += sum(verdict == "unverified" for verdict in verdicts.values())
        valid = [index for index, verdict in verdicts.items() if verdict != "unsupported"]
        return [] if self._evidence.lacks_fact(claim, valid) else valid

    def is_said(self, claim: Claim, sections: Sequence[int]) -> bool:
        """Whether one of the sections may well say it."""
        return any(self._evidence.judge(claim, [index])[index] != "unsupported" for index in set(sections))

    def decide_beside(self, one: Claimed, sections: Sequence[int]) -> None:
        """A claim that leans on a citation next to it or above it stays unless it has nothing to do with it."""
        self.decide(one, keep=bool(sections) and not self._evidence.unrelated(one.claim, sections))

    def decide(self, one: Claimed, *, keep: bool) -> None:
        """Keep a claim, as it is or with the citation that it lacks, or let it go."""
        if keep:
            self.kept(one.indent)
            self._draft.keep(one.held)
        elif not self.attach(one):
            self.emptied = True
            one.held.state = "gone"
            self._notes[UNSAID] += 1

    def attach(self, one: Claimed) -> bool:
        """Give a claim the citation that it lacks, if a section clearly says it."""
        strongest = self._evidence.strongest(one.claim)
        if strongest is None:
            return False
        self._notes[ADDED] += 1
        one.held.text = prose.marked(one.held.text, strongest)
        self.kept(one.indent)
        self._draft.keep(one.held)
        return True

    def settle(self, sections: Sequence[int] = ()) -> None:
        """Decide about the claims that wait: `sections` are those that a line of sources names."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            self.decide(one, keep=self.is_said(one.claim, sections))

    def kept(self, indent: int) -> None:
        """Note that something at `indent` stays, and with it the waiting items that it stands under."""
        self.emptied = False
        parents: list[Claimed] = []
        for one in reversed(self.waiting):
            if indent == 0:
                break
            if one.indent < indent:
                indent = one.indent
                parents.append(one)
        if parents:
            self.waiting = [one for one in self.waiting if one not in parents]
        for parent in reversed(parents):
            self.decide(parent, keep=not self._evidence.unknown_facts(parent.claim))
