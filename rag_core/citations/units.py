"""Units of measure, in the languages that are met most: those that can be compared for sure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MINUTE, _HOUR, _DAY, _WEEK = 60.0, 3_600.0, 86_400.0, 604_800.0  # seconds
MONTH, YEAR = 2_629_746.0, 31_556_952.0  # seconds, the means of the Gregorian calendar

LATIN = "A-Za-z\u00c0-\u024f"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number may be given in. Only units of one kind are compared; sizes are in the smallest of it."""

    kind: str
    size: float
    binary: float = 0.0  # the size where 1,024 is a thousand; 0 where nobody counts so

    @property
    def sizes(self) -> tuple[float, ...]:
        """All that it may mean."""
        return (self.size, self.binary) if self.binary else (self.size,)


def _bytes(power: int) -> Unit:
    return Unit("bytes", 1000.0**power, 1024.0**power)


# Each with its Latin names, and those of scripts that write it right behind the number.
_UNITS: tuple[tuple[Unit, str, str], ...] = (
    (Unit("time", 0.001), r"ms|msecs?|milliseconds?|millisekunden?", "毫秒|ミリ秒|밀리초"),
    (
        Unit("time", 1.0),
        r"(?-i:s)|secs?|seconds?|sek|sekunden?|secondes?|segundos?|second[oi]|seconden",
        "秒钟|秒間|秒|초(?!과)",
    ),
    (
        Unit("time", _MINUTE),
        r"mins?|minutes?|minuten?|minut[oi]s?|minuut",
        "分钟|分鐘|分間|分(?![之区區片组組类類])|분(?![기의])",
    ),
    (Unit("time", _HOUR), r"(?-i:h)|hrs?|hours?|std|stunden?|heures?|horas?|or[ae]|uur|uren", "小时|小時|時間|시간"),
    (
        Unit("time", _DAY),
        r"(?-i:d)|(?:work|week)?days?|[a-zäöü]{0,12}tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en)?",
        "工作日|天|日間|日|영업일|일",
    ),
    (
        Unit("time", _WEEK),
        r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|wee?k(?:en)?",
        "周|週間|週|주일|주간|주(?![소년])",
    ),
    (
        Unit("time", MONTH),
        r"months?|monate?n?|mois|mes(?:es)?|mes[ei]|maand(?:en)?",
        "个月|個月|か月|ヶ月|カ月|개월|달(?!러)",
    ),
    (Unit("time", YEAR), r"years?|yrs?|jahre?n?|ann?ées?|ans|años?|anos?|ann[oi]|jaar|jaren", "年間|年|년"),
    (_bytes(1), r"ki?b|kilobytes?", "킬로바이트"),
    (_bytes(2), r"mi?b|megabytes?", "兆字节|メガバイト|메가바이트"),
    (_bytes(3), r"gi?b|gigabytes?", "吉字节|ギガバイト|기가바이트"),
    (_bytes(4), r"ti?b|terabytes?", "テラバイト|테라바이트"),
    (_bytes(5), r"pi?b|petabytes?", "ペタバイト|페타바이트"),
    (Unit("bits", 1e3), r"kbit|kbps|kbit/s", "킬로비트"),
    (Unit("bits", 1e6), r"mbit|mbps|mbit/s", "메가비트"),
    (Unit("bits", 1e9), r"gbit|gbps|gbit/s", "기가비트"),
    (Unit("%", 1.0), r"percent|per cent|prozent|pour cent|por ciento", "%|％|パーセント|퍼센트"),
    (Unit("$", 1.0), r"dollars?|usd", r"\$|美元|ドル|달러"),
    (Unit("€", 1.0), r"euros?|eur", "€|欧元|ユーロ|유로"),
    (Unit("£", 1.0), r"gbp", "£"),
    (Unit("¥", 1.0), r"yuan|yen|cny|rmb|jpy", "¥|元(?!素)|円|엔"),
    (Unit("₩", 1.0), r"krw", "₩|원"),
    (Unit("times", 1.0), r"times|mal|fois|veces", "次|回|회(?![사원])|번(?!째)"),
)
_NAMES = tuple(f"(?P<u{n}>(?:{latin})(?![{LATIN}])|{other})" for n, (_, latin, other) in enumerate(_UNITS))
_TIMES = [n for n, (unit, _, _) in enumerate(_UNITS) if unit.kind == "time"]
UNIT = "|".join(_NAMES)
"""A pattern for the name of a unit; `named` tells which."""
TIME_UNIT = "|".join(_NAMES[n] for n in _TIMES)
EAST_ASIAN_TIME_UNIT = "|".join(f"(?P<v{n}>{_UNITS[n][2]})" for n in _TIMES)
CURRENCIES = {sign: Unit(sign, 1.0) for sign in "$€£¥₩"}


def named(match: re.Match[str]) -> Unit | None:
    """The unit whose name a pattern of these has found, if any."""
    groups = (name for name, text in match.groupdict().items() if text and name[0] in "uv" and name[1:].isdigit())
    return next((_UNITS[int(name[1:])][0] for name in groups), None)


_PERIODS = {
    _HOUR: "hourly stündlich 매시간",
    _DAY: "daily täglich 매일 毎日",
    _WEEK: "weekly wöchentlich 매주",
    MONTH: "monthly monatlich 매월 매달",
    YEAR: "yearly annually annual jährlich 매년",
}
PERIODS = {word: Unit("time", size) for size, words in _PERIODS.items() for word in words.split()}
"""Words that mean "every day" and the like."""
