"""Answers as a model may write them on its worst day: for every test of what goes out to a platform."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

LONGEST = 30_000  # characters

PINGS = (
    "<!channel>", "<!here|here>", "<!everyone>", "<! channel>", "<!subteam^S012AB34|@ops>", "<@U012AB3CD>",
    "<@W012AB3CD|jo>", "<@jo.doe>", "&lt;!channel&gt;", "&#60;@U012AB3CD&#62;", "@channel", "@here", "@everyone",
    "@Everyone", "<@123456789012345678>", "<@!123456789012345678>", "<@&123456789012345678>", "@\u202eeveryone",
    "@e\u0300veryone", "[@everyone](https://a.example/1)", "`<!here>`", "https://a.example/@everyone/x",
)  # fmt: skip
BROKEN = (
    "```", "~~~", "````", "`", "``", "**", "__", "~~", "[", "](", "[a](", "[x](https://a.example/open", "![", "<", ">",
    "|", "| a | b", "|---|", "\\", "<div>", "<!-- ", "-->", "# ", "> ", "1. ", "- ", "    ", "\t", "***", "---", "===",
    "[1", "2]", "&amp", "Use it: ```python", "print(1)```", "``` a`b", "\r\n", "\r", "\0", "\ud83d", "\u200b",
)  # fmt: skip
SCRIPTS = (
    "Milvus 将插入的数据以增量日志的形式存储在持久化存储中，支持多种对象存储后端。",
    "この設定はクラスタ全体に適用されます。再起動は不要です！",
    "الإجابة على السؤال موجودة في صفحة الإعداد، راجع القسم الثاني.",
    "התשובה נמצאת בעמוד ההגדרות.",
    "데이터는 오브젝트 스토리지에 저장됩니다.",
    "ข้อมูลถูกเก็บไว้ในที่เก็บข้อมูล",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪🇫🇷 ✈️ e\u0301\u0308 क्षि",
)
WORDS = (
    "data", "is", "stored", "in", "segments", "etcd", "IVF_FLAT", "v2.4.x", "`nprobe`", "``a `tick` b``",
    "**bold words**", "_slanted_", "~~gone~~", "https://docs.example/a/b?c=1&d=2#e", "<https://auto.example/x>", "e.g.",
    "3 * 4 < 13 & so",
    "jo@here.com", "snake_case_name", "!", "`", "*",
)  # fmt: skip
LANGUAGES = ("", "python", "sh", "html", 'yaml title="values.yaml"', "c++", "mermaid")


def marker(random: Random) -> str:
    """A citation."""
    return random.choice(("[1]", "[2]", "[12]", "[1][3]", "[1, 2]"))


def link(random: Random) -> str:
    number = random.randrange(10**6)
    label = random.choice(("the guide", "Milvus > Storage", "`code` label", "图 文档", "a [nested] label", "x"))
    url = random.choice(
        ("https://docs.example/{}.html", "https://docs.example/a_(b)/{}", "https://docs.example/{}?q=a|b")
    )
    title = random.choice(("", "", ' "a title"'))
    return f"{random.choice(('', '', '!'))}[{label} {number}]({url.format(number)}{title})"


def prose(random: Random, size: int | None = None) -> str:
    """A paragraph of sentences with everything that may stand in one."""
    parts: list[str] = []
    for _ in range(size or random.choice((3, 10, 40, 150))):
        pick = random.random()
        if pick < 0.78:
            parts.append(random.choice(WORDS))
        elif pick < 0.84:
            parts.append(link(random))
        elif pick < 0.90:
            parts.append(f"{marker(random)}.")
        elif pick < 0.94:
            parts.append(random.choice(SCRIPTS))
        elif pick < 0.97:
            parts.append(random.choice(PINGS))
        else:
            parts.append("x" * random.choice((1, 30, 300)))
    return random.choice((" ", " ", "\n")).join(parts)


def unspaced(random: Random) -> str:
    """Long runs without white space."""
    return random.choice((*SCRIPTS, "x", "漢", "👍🏽", "🇩🇪", "[1]", "a\u0301")) * random.choice((5, 80, 700))


def fence(random: Random, depth: int = 0) -> str:
    mark = random.choice(("```", "```", "```", "````", "~~~", "~~~~~"))
    lines = ["def f(x):", "    return x  # <@U012AB3CD> @everyone", "", "\tindented", "[1] = [2](x)"]
    lines += ["~~", "``", "> - 1. # no"]
    lines += ["```inner", "~~~"] if len(mark) > 3 else []
    body = [random.choice(lines) for _ in range(random.choice((0, 1, 8, 60, 400)))]
    body += ["y = '" + "z " * 1500 + "'"] * (random.random() < 0.05) + ["w" * 2500] * (random.random() < 0.05)
    return "\n".join((mark + random.choice(LANGUAGES), *body, mark))


def table(random: Random) -> str:
    columns = random.choice((1, 2, 5))
    cells = ("a", "`x|y`", r"a \| b", "图", "**b**", "long " * 30, "", "[l](https://docs.example/t)", "[1]")

    def row(fill: Callable[[], str]) -> str:
        return "| " + " | ".join(fill() for _ in range(columns)) + " |"

    rows = [row(lambda: random.choice(cells)) for _ in range(random.choice((0, 3, 40)))]
    return "\n".join((row(lambda: "Name"), row(lambda: random.choice(("---", ":-:", "-"))), *rows))


def listing(random: Random, depth: int = 0) -> str:
    """A list whose items may hold lists, code, quotes and further paragraphs."""
    number, lines = random.choice((1, 7, 98)), []
    bullet = random.choice(("-", "*", "+", "", ""))
    for index in range(random.choice((1, 4, 12))):
        mark = f"{bullet} " if bullet else f"{number + index}. "
        item = prose(random, random.choice((2, 8)))
        if depth < 4 and random.random() < 0.3:
            item += random.choice(("\n", "\n\n")) + random.choice((listing, listing, quote, fence))(random, depth + 1)
        if random.random() < 0.1:
            item += "\n\n" + prose(random, 5)
        lines.append(mark + item.replace("\n", "\n" + " " * len(mark)))
    return random.choice(("\n", "\n", "\n\n")).join(lines)


def quote(random: Random, depth: int = 0) -> str:
    inner = prose(random, 12) if depth > 2 or random.random() < 0.6 else answer(random, 300, depth + 1)
    return "> " + inner.replace("\n", random.choice(("\n> ", "\n> ", "\n>", "\n")))


def mess(random: Random) -> str:
    """Pieces of markup in no order."""
    parts = (*BROKEN, *PINGS, *WORDS[:6], "\n", "\n\n", " ")
    return "".join(random.choice(parts) for _ in range(random.choice((3, 20, 100))))


def answer(random: Random, size: int, depth: int = 0) -> str:
    """An answer of about `size` characters, at most `LONGEST`."""
    makers: list[Callable[[Random], str]] = [
        prose, prose, prose, listing, fence, table, quote, unspaced, mess,
        lambda r: "#" * r.randint(1, 6) + " " + prose(r, 4), lambda r: "    " + prose(r, 10), lambda r: "---",
    ]  # fmt: skip
    if depth:
        makers = makers[:6]
    blocks: list[str] = []
    while sum(map(len, blocks)) < size:
        blocks.append(random.choice(makers)(random))
    if random.random() < 0.1:
        blocks.append("```python\n" + "never_closed()\n" * random.choice((0, 3, 300)))
    return random.choice(("\n\n", "\n\n", "\n")).join(blocks)[:LONGEST]


def fragments() -> st.SearchStrategy[str]:
    """Short texts put together from dangerous pieces, which shrink well."""
    pieces = st.sampled_from((*BROKEN, *PINGS, *SCRIPTS, *WORDS, "[1]", "[2, 3]", "x" * 130, "\n", "\n\n", " "))
    return st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=60).map("".join)


class Answer(str):
    """A generated answer that is reported by how to make it again."""

    __slots__ = ("_made_by",)

    def __new__(cls, seed: int, size: int):
        made = super().__new__(cls, answer(Random(seed), size))
        made._made_by = f"Answer({seed}, {size})"
        return made

    def __repr__(self) -> str:
        return self._made_by


def long_answers() -> st.SearchStrategy[str]:
    """Answers of up to `LONGEST` characters with every kind of block."""
    sizes = st.sampled_from((100, 1_000, 4_000, 15_000, LONGEST))
    return st.builds(Answer, st.integers(0, 2**32), sizes)


def answers() -> st.SearchStrategy[str]:
    """Any answer that a renderer may be given."""
    return st.one_of(fragments(), long_answers())
