"""Writes `learned.py` from labelled messages: `python -m adapters.questions.fitting tests/data/messages.jsonl`."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.questions import prose
from adapters.questions.forms import forms
from adapters.questions.wording import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEARNED = Path(__file__).with_name("learned.py")
CUES_TUNED_ON = 808  # messages, the first of the file: the cues know them, so that they tell less and count half
RARE = 4  # what fewer messages have gets no weight
RIDGE_WORD, RIDGE_FORM = 0.3, 2.0  # chosen by cross-validation
STEP = 0.25  # log-odds; weights are multiples
WORD_MIN = 0.5  # log-odds; lighter words are left out
NEWTON_STEPS = 12
WIDTH = 105  # columns of a line of words

_HEAD = '''\
"""Weights of words and forms in log-odds, as a logistic regression found them on {messages:,} labelled messages.

Written by `fitting`, which says how: change the messages, `wording.words` or `forms.forms`, then run it again.
"""

from __future__ import annotations

from collections.abc import Mapping

EVEN = {even}  # log-odds where nothing is known

'''
_TAIL = '''\
WORDS: Mapping[str, float] = {
    word.replace("_", " "): weight for weight, words in _BY_WEIGHT.items() for word in words.split()
}
"""Words, pairs of neighbours, and letters where a language has no spaces; `^` begins a sentence and `$` ends it."""
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was learned, in log-odds."""

    even: float
    forms: Mapping[str, float]
    words: Mapping[str, float]


def fit(messages: Sequence[tuple[str, bool]], *, halved: int = 0) -> Weights:
    """Weights that tell which of `messages` are questions, each a text and whether it is one.

    The first `halved` count half. A logistic regression with a ridge, by Newton's method: half a minute for 3,000.
    """
    import numpy as np

    read = [prose.read(text) for text, _ in messages]
    said, shaped = [words(each) for each in read], [forms(each) for each in read]
    known, shapes = _frequent(said), _frequent(shaped)
    table = np.zeros((len(messages), len(known) + len(shapes) + 1))
    table[:, -1] = 1
    for row, (its_words, its_forms) in enumerate(zip(said, shaped, strict=True)):
        found = its_words & known.keys()
        table[row, [known[word] for word in found]] = 1 / sqrt(len(found) or 1)
        table[row, [len(known) + shapes[form] for form in its_forms & shapes.keys()]] = 1
    ridge = np.array([RIDGE_WORD] * len(known) + [RIDGE_FORM] * len(shapes) + [1e-6])
    counts = np.where(np.arange(len(messages)) < halved, 1.0, 2.0)
    weights = _regressed(table, np.array([asked for _, asked in messages], float), counts, ridge)
    rounded = [float(weight) for weight in np.round(weights / STEP) * STEP]
    return Weights(
        even=rounded[-1],
        forms={form: weight for form, at in shapes.items() if (weight := rounded[len(known) + at])},
        words={word: weight for word, at in known.items() if abs(weight := rounded[at]) >= WORD_MIN},
    )


def source(learned: Weights, messages: int) -> str:
    """The text of `learned.py`."""
    by_weight: defaultdict[float, list[str]] = defaultdict(list)
    for word, weight in learned.words.items():
        by_weight[weight].append(word.replace(" ", "_"))
    listed = sorted(learned.forms.items(), key=lambda item: (-item[1], item[0]))
    lines = ["FORMS: Mapping[str, float] = {", *(f'    "{form}": {weight},' for form, weight in listed), "}", ""]
    lines.append("_BY_WEIGHT: Mapping[float, str] = {")
    lines += [f"    {weight}: {_quoted(by_weight[weight])}," for weight in sorted(by_weight, reverse=True)]
    return _HEAD.format(messages=messages, even=learned.even) + "\n".join(lines) + "\n}\n" + _TAIL


def main(file: str) -> None:
    """Fit on a file of labelled messages, as `footnote classify` reads them, and write `learned.py`."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    learned = fit([(row["text"], row["question"]) for row in rows], halved=CUES_TUNED_ON)
    LEARNED.write_text(source(learned, len(rows)), encoding="utf-8")


def _frequent(found: Iterable[frozenset[str]]) -> dict[str, int]:
    """What is not rare, in order, with its place."""
    counts = Counter(each for names in found for each in names)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= RARE))}


def _regressed(
    table: NDArray[np.float64], asked: NDArray[np.float64], counts: NDArray[np.float64], ridge: NDArray[np.float64]
) -> NDArray[np.float64]:
    import numpy as np

    weights = np.zeros(table.shape[1])
    for _ in range(NEWTON_STEPS):
        odds = 1 / (1 + np.exp(-(table @ weights)))
        slope = table.T @ (counts * (odds - asked)) + ridge * weights
        curve = (table.T * (counts * odds * (1 - odds))) @ table + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    return weights


def _quoted(listed: Iterable[str]) -> str:
    lines = [""]
    for word in sorted(listed):
        if _columns(f"{lines[-1]} {word}") > WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    quote = '"' if len(lines) == 1 else '"""'
    return quote + "\n        ".join(lines) + quote


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


if __name__ == "__main__":
    main(*sys.argv[1:])
