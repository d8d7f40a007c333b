"""What the docs lack: questions that were answered badly or not at all, grouped by what they are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, permutations
from typing import TYPE_CHECKING, Literal

from rag_core import likeness
from rag_core.clusters import Groups, average_linkage
from rag_core.types import Origin, Section
from rag_core.wording import actions, essence

if TYPE_CHECKING:
    from rag_core.clusters import Matrix
    from rag_core.embeddings import Embedder
    from rag_core.embeddings.vectors import Vector

Why = Literal["not_covered", "down", "escalated"]
"""The docs do not cover it, somebody voted the answer down, or asked for a person."""

ALIKE = 0.175
"""Average likeness at which groups are one topic. Below it topics run together, above it wordings of one topic fall
apart; `python -m benchmarks.gaps`."""

COMPARED = 4_000  # distinct questions that are compared with each other: 64 MB, a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question that was answered badly or not at all."""

    id: str
    text: str
    asker: str
    at: datetime  # UTC
    why: frozenset[Why]
    origin: Origin
    kind: str  # how it was asked; the adapter's word
    private: bool = False  # the reply was for the asker's eyes only
    nearest: tuple[Section, ...] = ()  # what was offered instead, or cited; without their text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One topic that people ask about in vain."""

    label: str  # the most central question
    questions: tuple[Missed, ...]  # oldest first

    @property
    def people(self) -> int:
        """How many people asked."""
        return len({(question.origin.platform, question.asker) for question in self.questions})

    @property
    def reasons(self) -> Mapping[Why, int]:
        """How many questions are here for which reason, the most frequent first; one may be for several."""
        return dict(Counter(chain.from_iterable(sorted(question.why) for question in self.questions)).most_common())

    @property
    def first(self) -> datetime:
        """When it was asked first."""
        return self.questions[0].at

    @property
    def last(self) -> datetime:
        """When it was asked last."""
        return self.questions[-1].at

    @property
    def nearest(self) -> tuple[Section, ...]:
        """The sections that came closest, the most frequent first."""
        sections = {section.id: section for question in self.questions for section in question.nearest}
        counted = Counter(chain.from_iterable({s.id for s in q.nearest} for q in self.questions))
        return tuple(sections[name] for name in sorted(counted, key=lambda name: (-counted[name], name)))


def find_gaps(missed: Sequence[Missed], embedder: Embedder, *, alike: float = ALIKE) -> tuple[Gap, ...]:
    """Group questions by what they are about, the most asked topic first. Blocks. Raises EmbeddingError."""
    if not missed:
        return ()
    wordings: defaultdict[str, list[Missed]] = defaultdict(list)
    for question in missed:
        wordings[essence(question.text).casefold()].append(question)
    asked = sorted(wordings.values(), key=len, reverse=True)
    vectors = likeness.vectors([essence(questions[0].text) for questions in asked], embedder)
    wanted = [actions(questions[0].text) for questions in asked]
    groups = group(vectors, wanted, [len(questions) for questions in asked], least=alike)
    return ranked(_gap([asked[row] for row in rows], vectors[list(rows)]) for rows in groups)


def ranked(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The most asked topic first, of equals the one asked last."""
    return tuple(sorted(gaps, key=lambda gap: (-len(gap.questions), -gap.last.timestamp())))


def group(vectors: Matrix, wanted: Sequence[frozenset[int]], weights: Sequence[int], *, least: float) -> Groups:
    """Rows that are about the same topic: alike by `least` on average.

    `vectors` are (n, dim), their inner products the likeness; `wanted` are the actions asked for, and rows that want
    different ones are strangers; row i counts `weights[i]` times. Rows after the first COMPARED join the group most
    like them, or none.
    """
    import numpy as np

    first = vectors[:COMPARED]
    similarity = first @ first.T
    np.maximum(similarity, similarity.T, out=similarity)  # equal but for rounding
    _part(similarity, wanted[:COMPARED])
    groups = average_linkage(similarity, weights[:COMPARED], least)
    return _joined(groups, vectors, weights, least) if len(vectors) > COMPARED else groups


def _part(similarity: Matrix, wanted: Sequence[frozenset[int]]) -> None:
    """Make those that want different things strangers, whatever else they share."""
    import numpy as np

    rows: defaultdict[frozenset[int], list[int]] = defaultdict(list)
    for row, actions_ in enumerate(wanted):
        rows[actions_].append(row)
    for one, other in permutations(filter(None, rows), 2):
        if not one & other:
            pairs = np.ix_(rows[one], rows[other])
            similarity[pairs] = np.minimum(similarity[pairs], 0)


def _joined(groups: Groups, vectors: Matrix, weights: Sequence[int], least: float) -> Groups:
    """The groups with the rows after the first COMPARED."""
    import numpy as np

    means = np.stack([_mean(vectors, group, weights) for group in groups])
    members = [list(group) for group in groups]
    similarity = vectors[COMPARED:] @ means.T
    for row, nearest in enumerate(similarity.argmax(axis=1), start=COMPARED):
        if similarity[row - COMPARED, nearest] >= least:
            members[nearest].append(row)
        else:
            members.append([row])
    return tuple(map(tuple, members))


def _mean(vectors: Matrix, rows: Sequence[int], weights: Sequence[int]) -> Vector:
    """Its inner product with a vector is that vector's average similarity to the rows."""
    import numpy as np

    mean: Vector = np.average(vectors[list(rows)], axis=0, weights=[weights[row] for row in rows])
    return mean


def _gap(wordings: Sequence[Sequence[Missed]], vectors: Matrix) -> Gap:
    weights = [len(questions) for questions in wordings]
    centrality = vectors @ _mean(vectors, range(len(vectors)), weights)
    central = int(centrality.round(3).argmax())  # of equals the one that is asked most
    label = min((question.text for question in wordings[central]), key=len)  # the one with the fewest courtesies
    return Gap(label=label, questions=tuple(sorted(chain.from_iterable(wordings), key=lambda q: (q.at, q.id))))
