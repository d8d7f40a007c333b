"""Numbers in letters and times of day become digits: ninety, 三十, 여섯, half an hour, 6:30 pm."""

from __future__ import annotations

import re

from rag_core.citations.units import LATIN

SPELLED = "\ue003"  # is put before what was in letters

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SERIES = (
    (
        1,
        1,
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    ),
    (18, 1, "eighteen nineteen"),
    (20, 10, _TENS),
    (
        1,
        1,
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn",
    ),
    (18, 1, "achtzehn neunzehn"),
    (20, 10, "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
    (2, 1, "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"),
    (20, 10, "vingt trente quarante cinquante soixante"),
    (1, 1, "uno dos tres cuatro cinco seis siete ocho nueve diez"),  # on: "once" is no number in English
    (20, 10, "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
)
_WORDS = {word: start + step * place for start, step, words in _SERIES for place, word in enumerate(words.split())}
_WORD = re.compile(
    rf"(?<![{LATIN}\d_-])(?:(?:{_TENS.replace(' ', '|')})[ -](?:one|two|three|four|five|six|seven|eight|nine)"
    rf"|[{LATIN}]+)(?![{LATIN}\d_])",
    re.IGNORECASE,
)
_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), number)
    for pattern, number in (
        (r"\b(?:one|an?) and a half\b|\banderthalb\b|\beineinhalb\b", "1.5"),
        (r"\bhalf an?\b|\bhalbe[nrs]?\b|半(?=个?小时|小時|年|天|分钟)|반\s?(?=시간)", "0.5"),
        (r"\b(?:a )?quarter of an?\b", "0.25"),
        (r"\b(?:a|one) hundred\b|\b(?:ein)?hundert\b", "100"),
        (r"\b(?:a|one) thousand\b|\b(?:ein)?tausend\b", "1000"),
    )
)
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.]*\d)")  # as 15-03-2026: numbers of their own
# 6:30 pm, 18.30 Uhr, 오후 6시 30분, 下午6点半, 18:30; "die 3 am Ende" is no time of day.
_TIMES_OF_DAY = tuple(
    re.compile(rf"(?<![\d.:]){pattern}", re.IGNORECASE)
    for pattern in (
        r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?(?-i:(?! [A-ZÄÖÜ][a-zäöü]))",
        r"(?P<half>)(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?Uhr\b",
        r"(?P<half>[오上午凌早下晚][전후午上晨前後])\s?(?P<hour>\d{1,2})\s?[시点點時](?:\s?(?P<minute>\d{1,2}\s?[분分]|[半반]))?",
        r"(?P<half>)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d:])",
    )
)
_AFTERNOON = frozenset(("p", "오후", "下午", "晚上", "午後"))
_PERCENT = re.compile(r"百分之(?P<share>[\d.]{1,6}|[零一二两三四五六七八九十百]{1,6})")

_HAN_DIGITS = {**{letter: n for n, letter in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "兩": 2}
_HANGUL_DIGITS = {letter: n for n, letter in enumerate("영일이삼사오육칠팔구")}
_STEPS = {"十": 10, "百": 100, "千": 1_000, "십": 10, "백": 100, "천": 1_000}
_NUMERALS = "零〇一二两兩三四五六七八九十百千"
# Only before what is counted: 一 and 十 are in many words, 第三天 is the third day.
_HAN = re.compile(
    rf"(?<![第周{_NUMERALS}])[{_NUMERALS}]{{1,12}}+"
    r"(?=\s?(?:[个個](?![人别別])|[种種名项件天秒回%]|工作日|日間|小时|小時|時間|分钟|分鐘|周(?![一二三四五六日末])|週間|年(?!级)"
    r"|次(?!数)|か月|ヶ月))"
)
_KOREAN_NUMERALS = "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 스무"
_KOREAN = dict(zip(_KOREAN_NUMERALS.split(), (*range(1, 11), 20), strict=True))
_NATIVE = re.compile(rf"(?<![가-힣])(?:{'|'.join(_KOREAN)})(?=\s?(?:시간|달|개월|번(?!째)|[개명주]|가지))")
_SINO = re.compile(
    r"(?<![가-힣])(?:[이삼사오육칠팔구]?[백천])?[이삼사오육칠팔구]?십[일이삼사오육칠팔구]?(?=\s?(?:[일분초년주원회]|개월|퍼센트|달러))"
)


def in_digits(text: str) -> str:
    """The text with SPELLED and digits for each number in letters that is plainly one, and times of day as 18:30."""
    for pattern, number in _PHRASES:
        text = pattern.sub(f"{SPELLED}{number}", text)
    text = _WORD.sub(_word, _PERCENT.sub(r" \g<share>%", _DATE.sub(r"\1-\2-\3", text)))
    for pattern in _TIMES_OF_DAY:
        text = pattern.sub(_time_of_day, text)
    if text.isascii():
        return text
    text = _NATIVE.sub(lambda match: f"{SPELLED}{_KOREAN[match[0]]}", text)
    for pattern in (_HAN, _SINO):
        text = pattern.sub(lambda match: f"{SPELLED}{_east_asian(match[0])}", text)
    return text


def _time_of_day(match: re.Match[str]) -> str:
    """18:30, or 2:00 without a zero before it, apart from what it stands between in Chinese or Korean."""
    hour, half, minute = int(match["hour"]), match["half"].casefold(), match["minute"] or "0"
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    return f" {hour}:{30 if minute in '半반' else int(minute.rstrip(' 분分')):02} "


def _word(match: re.Match[str]) -> str:
    number = _value(match[0].casefold())
    return match[0] if number is None else f"{SPELLED}{number}"


def _value(word: str) -> int | None:
    """The value of twenty-five, twenty five, fünfundzwanzig, ninety; None for any other word."""
    if word in _WORDS:
        return _WORDS[word]
    tens, _, ones = word.replace(" ", "-").partition("-")
    if not ones:
        ones, _, tens = word.replace("einund", "einsund").partition("und")
    return _WORDS[tens] + _WORDS[ones] if tens in _WORDS and ones in _WORDS and _WORDS[tens] % 10 == 0 else None


def _east_asian(numeral: str) -> int:
    """The value of a numeral such as 三十, 一百二十 or 오십."""
    total = digit = 0
    for letter in numeral:
        if letter in _STEPS:
            total, digit = total + (digit or 1) * _STEPS[letter], 0
        else:
            digit = _HAN_DIGITS.get(letter, _HANGUL_DIGITS.get(letter, 0))
    return total + digit
