"""The numbers of a text with what they count, so that 25 GB are told from 25 MB, and 90 minutes are 1.5 hours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag_core.citations import units
from rag_core.citations.numerals import SPELLED, in_digits
from rag_core.citations.units import LATIN, Unit
from rag_core.languages import function_words
from rag_core.lexical import tokens

SMALL = 10  # numbers up to it are counts that a writer makes, "three options", unless they have a unit or a bound

_CALENDAR = 0.02  # relative: a month is 30 or 31 days, a year 365 or 366
_ROUNDED = 0.025  # relative: 32k are 32,768
_CALENDAR_UNITS = frozenset({units.MONTH, units.YEAR})
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_FULL_HOUR = re.compile(r"\d{1,2}:00")
_NUMERAL = r"\d+(?:[.,:]\d+)*"
_MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "tsd": 1e3, "千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4,
    "m": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "mio": 1e6, "亿": 1e8, "억": 1e8, "hundred": 1e2,
    "billion": 1e9, "billions": 1e9, "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9,
}  # fmt: skip
_LONG_MAGNITUDES = "|".join(sorted((word for word in _MAGNITUDES if len(word) > 1), key=len, reverse=True))
_NUMBER = (
    rf"(?P<spelled>{SPELLED})?(?P<numeral>{_NUMERAL})"
    rf"(?P<magnitude>(?-i:[kKM])(?![{LATIN}])|\s?(?:{_LONG_MAGNITUDES})(?![{LATIN}])|\s?[千천万萬만亿억])?"
)
_STANDING = re.compile(rf"(?<![{LATIN}\d_.,]){_NUMBER}", re.IGNORECASE)
_ANYWHERE = re.compile(_NUMBER, re.IGNORECASE)  # the 4.2 of SSE4.2 as well
_RANGE = re.compile(
    rf"\s*(?:[-–—~/]|\b(?:to|bis|or|and|und|oder|à|y|et)\b|至|到)\s*{SPELLED}?{_NUMERAL}", re.IGNORECASE
)
_UNIT = re.compile(rf"[\s-]?(?:{units.UNIT})", re.IGNORECASE)
_CLASSIFIER = re.compile(r"\s?(?:[个個种種名位台条份项件개명]|가지)")
_NOUN = re.compile(rf"[ \t-]{{1,2}}(?P<word>[{LATIN}]+)|\s?(?P<letters>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{2}})")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ème|e|º)(?!\w)")
_LABEL = re.compile(rf"([{LATIN}]{{2,}})(?:\s+(?:is|of|to|ist|auf|von|at))?[\s:=]*$", re.IGNORECASE)
_STEP = re.compile(r"(?:\b(?:step|option|part|schritt|phase|tip|stage|étape|paso)\s?|[第#月월]\s?)$", re.IGNORECASE)
_BOUND = re.compile(
    r"(?:\b(?:at (?:least|most)|up to|no (?:more|less|fewer|longer) than|(?:more|less|fewer|longer) than|exceeds?"
    r"|limit(?:ed)? (?:of|is|to)|(?:maximum|minimum|max\.?|min\.?)(?: of)?|every|mindestens|höchstens|maximal|bis zu"
    r"|alle|au (?:moins|plus)|jusqu'à|al menos|hasta|máximo|mínimo)\s|=\s?|(?:至少|最多|最少|不超过|每|최대|최소)\s?)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[*`]+")  # **30** days
_NAMED_HOST = re.compile(rf"([{LATIN}_]\d{{1,9}}):(?=\d)")  # node1:19530 is no time of day
_IN_NAME = re.compile(rf"[{LATIN}_]$")
_BEFORE = 30  # characters before a number in which its label or bound stands
_CURRENCY = re.compile(r"[$€£¥₩]\s?$")
_OFTEN = {"once": 1, "einmal": 1, "twice": 2, "zweimal": 2, "dreimal": 3}
_OFTEN_WORD = re.compile(rf"\b(?:{'|'.join(_OFTEN)})\b", re.IGNORECASE)
_PERIOD_WORD = re.compile(rf"[{LATIN}]{{5,11}}|[毎매][日주월년일달]|매시간")
_FULL = "(?:calendar|working|business)"
_EACH = re.compile(
    rf"(?:\b(?:per|every|pro|je|jede[nrsm]?|par|por)\s+(?:{_FULL}\s+)?|[每毎매]\s?)(?:{units.TIME_UNIT})", re.IGNORECASE
)
_EACH_EAST_ASIAN = re.compile(rf"(?<!\d)(?:{units.EAST_ASIAN_TIME_UNIT})(?:当たり|あたり|당)")
_PERIOD = re.compile(
    rf"(?:\b(?:an?|each|the|ein|eine[nrm]?|im|am|in der|un|une|una|al|chaque|cada)\s+(?:{_FULL}\s+)?|/|[一1한]\s?)"
    rf"(?:{units.UNIT})",
    re.IGNORECASE,
)
_COUNTED_A = re.compile(rf"\d[\d.,]{{0,12}}(?:\s+[{LATIN}]+){{1,2}}\s+an?\s+(?:{units.TIME_UNIT})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number, in all ways to write it, and what is known about it."""

    ways: frozenset[str]
    values: tuple[float, ...]  # that it may have: 1.024 is 1024 to a German; none for a version or a time of day
    unit: Unit | None = None
    nouns: tuple[str, ...] = ()  # stems of the one or two words behind it
    label: str = ""  # stem of the word before it
    rounded: bool = False
    period: bool = False  # "a day": one of its unit
    telling: bool = False  # a fact and not a count that a writer made
    vague: bool = False  # "one", which is often none
    count: bool = False  # in letters and without a unit: "three options"
    terms: frozenset[str] = frozenset()  # as they are searched for


def claimed(text: str) -> tuple[Quantity, ...]:
    """The quantities that a sentence states, each once."""
    text = in_digits(_MARKUP.sub("", text))
    found = (*_numbers(text, _STANDING), *_periods(text, _COUNTED_A))
    return tuple(dict.fromkeys(found))


def known(text: str) -> tuple[Quantity, ...]:
    """The quantities that a section may be meant to state, each once: more than it does rather than less."""
    text = _NAMED_HOST.sub(r"\1: ", _MARKUP.sub("", text))
    if any(word in text.casefold() for word in _OFTEN):
        text = _OFTEN_WORD.sub(lambda match: f"{_OFTEN[match[0].casefold()]} times", text)
    text = in_digits(text)
    return tuple(dict.fromkeys((*_numbers(text, _ANYWHERE), *_periods(text, _PERIOD))))


def same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities may be the same amount; units count only where both have one."""
    if one.unit and other.unit:
        alike = one.unit == other.unit and not one.ways.isdisjoint(other.ways)  # 8:00 h have no value
        return alike or (one.unit.kind == other.unit.kind and _close(one, other, one.unit, other.unit))
    if ((one.unit and other.nouns) or (other.unit and one.nouns)) and _is_small(one.values):
        return False  # 5 times are not the 5 projects; of large numbers the words behind may be an unknown unit
    if (
        one.ways & other.ways
        or _is_at(one, other)
        or _is_at(other, one)
        or ((one.rounded or other.rounded) and _close(one, other))
    ):
        return True
    return any(way.startswith(f"{mine}.") for mine in one.ways for way in other.ways)  # 2.1 is 2.1.0


def _is_at(time: Quantity, hour: Quantity) -> bool:
    """Whether a full hour is meant by a plain number: 17:00 in "from 9 to 5"."""
    hours = [int(way.removesuffix(":00")) for way in time.ways if _FULL_HOUR.fullmatch(way)]
    return any(not hour.ways.isdisjoint((str(at), str(at % 12 or 12))) for at in hours)


def rivals(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are of the same things, so that only one of them is right."""
    if one.unit or other.unit:
        return one.unit is not None and other.unit is not None and one.unit.kind == other.unit.kind
    if one.nouns and other.nouns:
        return one.nouns[-1] in other.nouns or other.nouns[-1] in one.nouns
    return False


def lacks(one: Quantity, offered: Sequence[Quantity], *, asked: bool = False, strict: bool = False) -> bool:
    """Whether a section with the quantities `offered` does not state the one of a sentence.

    `asked`: the question has the number too, which is no lack unless the section has another one for the same.
    `strict`: a count that a writer makes has to be there as well.
    """
    if one.period:
        periods = [other for other in offered if other.period]
        sizes = {other.unit.size for other in offered if other.unit and one.unit and other.unit.kind == one.unit.kind}
        return bool(periods) and one.unit is not None and one.unit.size not in sizes
    against = [other for other in offered if rivals(one, other)]
    if any(same(one, other) for other in (against if one.nouns and not one.unit and against else offered)):
        return False
    if any(same(one, other) and not (other.unit or other.nouns) for other in offered):
        return False
    against = [other for other in against if not other.period]
    if one.vague:
        return one.unit is not None and one.unit.kind != "times" and bool(against)
    if asked:
        return bool(against) or any(one.label and one.label == other.label for other in offered)
    return one.telling or bool(against) or (strict and not one.count)


def _numbers(text: str, pattern: re.Pattern[str]) -> Iterator[Quantity]:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _STEP.search(before) and len(match["numeral"]) <= 2:
            continue
        unit, nouns, end = (None, (), match.end()) if _IN_NAME.search(before) else _counted(text, match.end())
        if sign := _CURRENCY.search(before):
            unit = units.CURRENCIES[sign[0][0]]
        ways, values = _read(match["numeral"], match["magnitude"] or "")
        vague = match["spelled"] is not None and values == (1.0,)
        yield Quantity(
            ways=ways,
            values=values,
            unit=unit,
            nouns=nouns,
            label=_labelled(before),
            rounded=match["magnitude"] is not None,
            telling=not vague and (not _is_small(values) or _is_fact(unit, before)),
            vague=vague,
            count=match["spelled"] is not None and unit is None,
            terms=frozenset(tokens(text[match.start() : end].replace(SPELLED, ""))),
        )


def _labelled(before: str) -> str:
    match = _LABEL.search(before)
    return "" if match is None or match[1].casefold() in _between() else tokens(match[1])[0]


def _is_small(values: Sequence[float]) -> bool:
    return any(value <= SMALL and value.is_integer() for value in values)


def _is_fact(unit: Unit | None, before: str) -> bool:
    """Whether a small number is more than a count: it has a unit ("two times" is hardly one), a bound, is a setting."""
    return (unit is not None and unit.kind != "times") or _BOUND.search(before) is not None


def _counted(text: str, position: int) -> tuple[Unit | None, tuple[str, ...], int]:
    """The unit behind a number, with up to two words between ("27 paid vacation days"), those words, and the end."""
    if (ordinal := _ORDINAL.match(text, position)) is not None:
        return None, (), ordinal.end()
    if reaching := _RANGE.match(text, position):
        position = reaching.end()
    nouns: list[str] = []
    for _ in range(3):
        match = _UNIT.match(text, position)
        if match is None and (classifier := _CLASSIFIER.match(text, position)):
            position = classifier.end()
            match = _UNIT.match(text, position)
            if match and len(match[0].strip()) == 1:
                match = None  # it begins a word: 4 个分区 are partitions, 5개 회의실 are rooms
        if match:
            return units.named(match), tuple(nouns), match.end()
        noun = _NOUN.match(text, position)
        if noun is None or noun[0].strip(" \t-").casefold() in _between():
            break
        nouns += tokens(noun["word"] or noun["letters"])[:1]
        position = noun.end()
        if noun["letters"]:
            break
    return None, tuple(nouns[:2]), position


@cache
def _between() -> frozenset[str]:
    """Words that nothing counted stands behind."""
    return function_words() | {"per", "each", "every", "times", "pro", "je", "par", "por"}


def _read(numeral: str, magnitude: str) -> tuple[frozenset[str], tuple[float, ...]]:
    """The ways to write a number, and its values: 65,535 is 65535, and to a German 65.535 is."""
    ways = {numeral, numeral.replace(",", ".")}
    if _GROUPED.fullmatch(numeral):
        ways.add(re.sub(r"[.,]", "", numeral))
    plain = {re.sub(",", "", numeral)} if _GROUPED.fullmatch(numeral) and "," in numeral else ways
    values = {float(way) for way in plain if ":" not in numeral and re.fullmatch(r"\d+(?:\.\d+)?", way)}
    if not magnitude or not values:
        return frozenset(ways), tuple(sorted(values))
    values = {value * _MAGNITUDES[magnitude.strip().casefold()] for value in values}
    return frozenset(f"{value:.12g}" for value in values), tuple(sorted(values))


def _close(one: Quantity, other: Quantity, mine: Unit | None = None, theirs: Unit | None = None) -> bool:
    sizes, others = mine.sizes if mine else (1.0,), theirs.sizes if theirs else (1.0,)
    tolerance = 1e-9
    if one.rounded or other.rounded:
        tolerance = _ROUNDED
    elif mine != theirs and not _CALENDAR_UNITS.isdisjoint((*sizes, *others)):
        tolerance = _CALENDAR
    pairs = ((a * x, b * y) for x, y in zip(sizes, others, strict=True) for a in one.values for b in other.values)
    return any(abs(a - b) <= tolerance * max(a, b) for a, b in pairs)


def _periods(text: str, more: re.Pattern[str]) -> Iterator[Quantity]:
    """What means one of a unit: "per day", "daily", and what `more` finds."""
    patterns = (_EACH, more) if text.isascii() else (_EACH, _EACH_EAST_ASIAN, more)
    found = [units.named(match) for pattern in patterns for match in pattern.finditer(text)]
    found += [units.PERIODS.get(word.casefold()) for word in _PERIOD_WORD.findall(text)]
    for unit in filter(None, found):
        yield Quantity(ways=frozenset(), values=(1.0,), unit=unit, period=True)
