"""From what people write to pin answers, to answers and to what is told about mistakes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from rag_core.curation import PATTERN_MAX, TEXT_MAX, TOTAL_MAX
from rag_core.errors import SourceError
from rag_core.ingest import Corpus, gather
from rag_core.sources import SourceSpec

LOGIN = """---
audience: public
---
# Login

How to get in.

## Reset

Click *Forgot password*.

## Locked out

Wait an hour.
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages" / "faq").mkdir(parents=True)
    (tmp_path / "pages" / "faq" / "login.md").write_text(LOGIN)
    return tmp_path / "pages"


def gathered(pages: Path, toml: str = "") -> Corpus:
    if toml:
        (pages / "curated.toml").write_text(toml)
    return gather([SourceSpec(location=str(pages))])


def cited(corpus: Corpus) -> list[list[str]]:
    """The headings that each answer cites."""
    headings = {section.id: section.heading for section in corpus.sections}
    return [[headings[i] for i in answer.sections] for answer in corpus.curated]


def told(corpus: Corpus) -> list[str]:
    return [f"{item.path}: {item.reason}" for item in corpus.skipped]


def test_a_file_pins_a_text_to_a_section(pages: Path) -> None:
    entry = 'questions = ["how do i reset * password"]\npage = "faq/login.md"\nheading = "reset"\ntext = "Ask IT.\\n"'
    corpus = gathered(pages, f"[[answer]]\n{entry}\n")
    (answer,) = corpus.curated
    assert (answer.questions, answer.text, answer.place) == (("how do i reset * password",), "Ask IT.", "curated.toml")
    assert (answer.audience, answer.source) == ("public", str(pages))
    assert (cited(corpus), corpus.pages, told(corpus)) == ([["Reset"]], 1, [])


def test_without_a_text_the_cited_section_is_the_answer(pages: Path) -> None:
    corpus = gathered(pages, '[[answer]]\nquestions = "locked"\npage = "./faq/login.md"\nheading = "Locked  out"\n')
    assert (corpus.curated[0].text, cited(corpus)) == ("", [["Locked out"]])


def test_of_two_equal_headings_the_first_is_cited_or_the_one_whose_path_is_given(pages: Path) -> None:
    (pages / "os.md").write_text("# OS\n\n## Linux\n\n### Setup\n\nApt.\n\n## Mac\n\n### Setup\n\nBrew.\n")
    entry = '[[answer]]\nquestions = ["{0}"]\npage = "os.md"\nheading = "{0}"\n'
    corpus = gathered(pages, entry.format("Setup") + entry.format("Mac > Setup"))
    texts = {section.id: section.text for section in corpus.sections}
    assert [[texts[i] for i in answer.sections] for answer in corpus.curated] == [["Apt."], ["Brew."]]


def test_without_a_heading_the_whole_page_is_cited_or_where_a_text_is_given_its_beginning(pages: Path) -> None:
    entry = '[[answer]]\nquestions = ["{}"]\npage = "faq/login.md"\n'
    corpus = gathered(pages, entry.format("one") + entry.format("two") + 'text = "Just so."\n')
    assert cited(corpus) == [["Login", "Reset", "Locked out"], ["Login"]]


def test_front_matter_pins_the_page_or_its_own_answer(pages: Path) -> None:
    (pages / "vpn.md").write_text("---\nquestions: [vpn, how do i * vpn]\n---\n# VPN\n\nUse the app.\n")
    (pages / "wifi.md").write_text("---\nquestions:\n- wifi\nanswer: |\n  Ask *IT*.\n---\n# Wifi\n\nIs there.\n")
    corpus = gathered(pages)
    assert [(a.questions, a.text, a.place) for a in corpus.curated] == [
        (("vpn", "how do i * vpn"), "", "vpn.md"),
        (("wifi",), "Ask *IT*.", "wifi.md"),
    ]


def test_a_zip_can_pin_answers_too(pages: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "docs.zip", "w") as archive:
        archive.write(pages / "faq" / "login.md", "faq/login.md")
        archive.writestr("curated.toml", '[[answer]]\nquestions = ["a"]\npage = "faq/login.md"\n')
    corpus = gather([SourceSpec(location=str(tmp_path / "docs.zip"))])
    assert (len(corpus.curated), told(corpus)) == (1, [])


def test_the_file_is_read_whatever_the_pattern_and_is_no_page(pages: Path) -> None:
    (pages / "curated.toml").write_text('[[answer]]\nquestions = ["a"]\npage = "faq/login.md"\n')
    for include in ("faq/*.md", "**/*"):
        corpus = gather([SourceSpec(location=str(pages), include=include)])
        assert (corpus.pages, len(corpus.curated)) == (1, 1)


def test_pinned_answers_alone_are_no_source(tmp_path: Path) -> None:
    (tmp_path / "curated.toml").write_text("")
    with pytest.raises(SourceError, match="No page"):
        gathered(tmp_path)
    with pytest.raises(SourceError, match=r"only curated\.toml"):
        gather([SourceSpec(location=str(tmp_path / "curated.toml"))])


PAGE = 'page = "faq/login.md"'


@pytest.mark.parametrize(
    ("toml", "line", "why"),
    [
        ("[[answer]\n", 1, "correct the TOML"),
        ('\n[[answer]]\nquestions = ["a\n', 3, "correct the TOML"),
        ("[[answer]]\n[[answers]]\n", 2, "answers is not known"),
        ("\nanswer = 3\n", 2, "write [[answer]]"),
        (f'[[answer]]\nquestions = ["a"]\n{PAGE}\n\n[[answer]]\nquestion = "b"\n', 6, "question is not known"),
        (f"[[answer]]\nquestions = []\n{PAGE}\n", 2, "list of texts"),
        (f"[[answer]]\n{PAGE}\nquestions = [3]\n", 3, "list of texts"),
        (f"[[answer]]\n{PAGE}\n", 1, "list of texts"),
        (f'[[answer]]\nquestions = ["a"]\n{PAGE}\ntext = 3\n', 4, "text must be"),
        ("answer = [{a = 1}]\n", 1, "a is not known"),
        ('[[answer]]\nquestions = ["a"]\n', 1, "page is missing"),
        ('[[answer]]\nquestions = ["a"]\npage = "faq/logout.md"\n', 1, "no page faq/logout.md"),
        (f'[[answer]]\nquestions = ["a"]\n{PAGE}\nheading = "Retset"\n', 1, "no heading 'Retset'"),
        (f'[[answer]]\nquestions = ["* ?"]\n{PAGE}\n', 1, "has no word"),
        (f'[[answer]]\nquestions = ["{"a" * (PATTERN_MAX + 1)}"]\n{PAGE}\n', 1, "at most 300"),
        (f'[[answer]]\nquestions = ["hello *"]\n{PAGE}\n', 1, "taken off"),
        (f'[[answer]]\nquestions = ["do you know *"]\n{PAGE}\n', 1, "taken off"),
        (f'[[answer]]\nquestions = ["你好*"]\n{PAGE}\n', 1, "taken off"),
        (f'[[answer]]\nquestions = ["* please"]\n{PAGE}\n', 1, "taken off"),
        (f'[[answer]]\nquestions = ["a"]\n{PAGE}\ntext = "{"a" * (TEXT_MAX + 1)}"\n', 1, "at most 20,000"),
    ],
)
def test_a_mistake_is_told_with_file_and_line_and_stops_nothing(pages: Path, toml: str, line: int, why: str) -> None:
    corpus = gathered(pages, toml)
    (said,) = (said for said in told(corpus) if why in said)
    assert said.startswith(f"curated.toml: line {line}: ")
    assert corpus.pages == 1


def test_what_is_right_beside_a_mistake_is_kept(pages: Path) -> None:
    entries = (f'questions = ["*", "good"]\n{PAGE}', "nonsense = 1", f'questions = ["b"]\n{PAGE}')
    corpus = gathered(pages, "".join(f"[[answer]]\n{entry}\n" for entry in entries))
    assert [answer.questions for answer in corpus.curated] == [("good",), ("b",)]


def test_of_two_equal_patterns_the_first_counts_and_the_other_is_told(pages: Path) -> None:
    (pages / "vpn.md").write_text("---\naudience: public\nquestions: [Reset it!]\n---\n# VPN\n\nUse the app.\n")
    corpus = gathered(pages, f'[[answer]]\nquestions = ["reset it"]\n{PAGE}\n')
    assert len(corpus.curated) == 1
    assert told(corpus) == ["vpn.md: line 3: 'Reset it!' is answered by curated.toml, line 1, already"]


def test_public_and_team_may_have_an_answer_each(pages: Path) -> None:
    (pages / "vpn.md").write_text("---\nquestions: [reset it]\n---\n# VPN\n\nUse the app.\n")
    assert len(gathered(pages, f'[[answer]]\nquestions = ["reset it"]\n{PAGE}\n').curated) == 2


def test_what_is_refused_keeps_no_pattern_from_another_answer(pages: Path) -> None:
    entry = '[[answer]]\nquestions = ["{1}"]\n' + PAGE + '\ntext = "{0}"\n'
    corpus = gathered(pages, entry.format("a" * (TEXT_MAX + 1), "Why?") + entry.format("So.", "why"))
    assert [answer.text for answer in corpus.curated] == ["So."]
    assert not any("already" in said for said in told(corpus))


def test_a_greeting_alone_can_be_answered(pages: Path) -> None:
    assert len(gathered(pages, f'[[answer]]\nquestions = ["hello", "hello * vpn"]\n{PAGE}\n').curated) == 1


def test_a_page_without_a_text_to_cite_is_told_to_write_one(pages: Path) -> None:
    (pages / "wifi.md").write_text("---\nquestions: [wifi]\nanswer: Ask IT.\n---\n")
    corpus = gathered(pages)
    assert told(corpus) == ["wifi.md: it has no text; write one below the front matter, for its answer to cite"]


@pytest.mark.parametrize(
    ("block", "line"), [("title: C: D\nquestions: [a]", 2), ("title: VPN\nquestions:\n- * reset", 4)]
)
def test_front_matter_that_is_no_yaml_is_told_with_the_line_that_is_wrong(pages: Path, block: str, line: int) -> None:
    (pages / "vpn.md").write_text(f"---\n{block}\n---\nUse the app.\n")
    (said,) = told(gathered(pages))
    assert said.startswith(f"vpn.md: line {line}: this is no valid YAML")


@pytest.mark.parametrize("include", ["**/*.md", "**/*"])
def test_pinned_answers_below_the_root_are_told_and_are_no_page(pages: Path, tmp_path: Path, include: str) -> None:
    (pages / "faq" / "curated.toml").write_text("")
    (pages / ".git").mkdir()
    (pages / ".git" / "curated.toml").write_text("")
    with zipfile.ZipFile(tmp_path / "docs.zip", "w") as archive:
        for file in ("login.md", "curated.toml"):
            archive.write(pages / "faq" / file, f"repository-main/{file}")
    sources = [SourceSpec(location=str(place), include=include) for place in (pages, tmp_path / "docs.zip")]
    corpus = gather(sources)
    why = "its answers count only in the root of a source; move it there, or give its folder as a source of its own"
    assert told(corpus) == [f"faq/curated.toml: {why}", f"repository-main/curated.toml: {why}"]
    assert corpus.pages == 2


@pytest.mark.parametrize("block", ["questions: {a: b}", "questions:\n- a: b"])
def test_questions_that_cannot_be_read_are_told_and_the_page_stays(pages: Path, block: str) -> None:
    (pages / "vpn.md").write_text(f"---\ntitle: VPN\n{block}\n---\nUse the app.\n")
    corpus = gathered(pages)
    assert (corpus.pages, corpus.curated) == (2, ())
    assert told(corpus)[0].startswith("vpn.md: line 3: the questions cannot be read")


def test_more_than_a_server_can_keep_is_told(pages: Path) -> None:
    entries = [
        f'[[answer]]\nquestions = ["q{n}"]\n{PAGE}\ntext = "{"a" * TEXT_MAX}"\n' for n in range(TOTAL_MAX // TEXT_MAX)
    ]
    corpus = gathered(pages, "".join(entries))
    assert len(corpus.curated) == len(entries) - 1
    assert "together" in told(corpus)[0]
