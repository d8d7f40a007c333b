"""The command line as a person uses it: what is printed, which exit code, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import own_faq
from bot.cli import main
from bot.config import Settings, parse

Run = Callable[..., int]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with Footnote's own FAQ indexed by the real default embedding."""
    folder = tmp_path_factory.mktemp("home")
    current = replace(parse({}), home=folder)
    assert main(["ingest", str(own_faq()), "--base-url", "https://example.com/faq/"], current) == 0
    return folder


@pytest.fixture
def footnote(home: Path) -> Run:
    def run(*arguments: str, **changes: Any) -> int:
        return main(arguments, replace(parse({}), home=home, **changes))

    return run


@pytest.fixture
def model() -> Iterator[str]:
    """The address of a model server of its own process, for commands that bring their own event loop."""
    command = [sys.executable, "-m", "tests.fakes.llm_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


def printed(capsys: Captured) -> Any:
    return json.loads(capsys.readouterr().out)


def test_help_shows_examples_and_every_command(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert "footnote ingest docs/" in shown
    assert all(command in shown for command in ("ask", "chat", "compare", "search", "sources", "eval", "doctor"))


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['footnote', '--help']\n"
        "try:\n  from bot.cli import main; main()\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'pymilvus', 'openai', 'rich', 'wordllama', 'sqlalchemy'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.endswith("[]\n")


def test_the_right_section_is_the_first_source_of_excerpts(footnote: Run, capsys: Captured) -> None:
    assert footnote("ask", "How can I link citations to our website?", "--json") == 0
    answer = printed(capsys)
    assert answer["outcome"] == "excerpts"
    assert answer["citations"][0]["heading"] == "How do I link citations to my website?"
    assert answer["citations"][0]["url"] == "https://example.com/faq/pages.md#how-do-i-link-citations-to-my-website"


def test_the_json_of_an_answer_has_the_promised_fields(footnote: Run, capsys: Captured) -> None:
    footnote("ask", "Where is the index stored?", "--json")
    answer = printed(capsys)
    assert {"outcome", "text", "citations", "sections", "usage", "timings", "model", "generation"} <= answer.keys()
    assert answer["citations"][0].keys() == {"number", "page", "heading", "url", "quote"}
    assert answer["sections"][0].keys() == {"page", "heading", "score"}


def test_an_answer_is_printed_with_its_sources(footnote: Run, capsys: Captured) -> None:
    assert footnote("ask", "Where is the index stored?") == 0
    shown = capsys.readouterr().out
    assert "[1] Models and storage > Where is the index stored? (https://example.com/faq/models.md" in shown
    assert "“In Milvus Lite" in shown


def test_a_model_s_answer_is_cited(footnote: Run, model: str, capsys: Captured) -> None:
    assert footnote("ask", "Where is the index stored?", "--json", llm_base_url=model, llm_model="fake") == 0
    answer = printed(capsys)
    assert (answer["outcome"], answer["model"]) == ("answered", "fake")
    assert answer["text"].endswith("[1].")
    assert answer["usage"]["prompt_tokens"] > 0


def test_compare_shows_both_answers_and_saves_them(footnote: Run, model: str, tmp_path: Path, capsys: Captured) -> None:
    options = ("compare", "Where is the index stored?", "--save", str(tmp_path / "out"))
    assert footnote(*options, llm_base_url=model, llm_model="fake") == 0
    shown = capsys.readouterr().out
    assert shown.index("With your docs") < shown.index("from the model's memory")
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"with-docs.md", "without-docs.md"}


def test_without_retrieval_nothing_needs_to_be_indexed(model: str, tmp_path: Path, capsys: Captured) -> None:
    current = replace(parse({}), home=tmp_path, llm_base_url=model, llm_model="fake")
    assert main(["ask", "What is Milvus?", "--no-retrieval", "--json"], current) == 0
    assert printed(capsys)["citations"] == []


def test_the_tutorial_s_question_is_answered_from_the_right_section(
    milvus_faq: Path, tmp_path: Path, capsys: Captured
) -> None:
    current = replace(parse({}), home=tmp_path)
    main(["ingest", str(milvus_faq)], current)
    capsys.readouterr()
    assert main(["ask", "How is data stored in milvus?", "--json"], current) == 0
    assert printed(capsys)["citations"][0]["heading"] == "Where does Milvus store data?"


def test_search_lists_sections_best_first(footnote: Run, capsys: Captured) -> None:
    assert footnote("search", "exit codes", "--json", "--top", "4") == 0
    found = printed(capsys)
    assert [hit["rank"] for hit in found] == [1, 2, 3, 4]
    assert found[0]["headings"] == ["Troubleshooting", "What do the exit codes mean?"]
    assert found[0].keys() == {"rank", "page", "heading", "headings", "url", "score", "text"}
    assert [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)


def test_chat_answers_every_line_and_ends_with_the_input(
    footnote: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["Where is the index stored?", "", "and on a server?"])

    def typed(_: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    assert footnote("chat") == 0
    assert capsys.readouterr().out.count("excerpts · no model") == 2


def test_sources_lists_the_pages(footnote: Run, capsys: Captured) -> None:
    assert footnote("sources", "--json") == 0
    pages = {page["page"]: page for page in printed(capsys)["pages"]}
    assert pages["models.md"]["title"] == "Models and storage"
    assert pages["models.md"]["sections"] > 5


def test_eval_prints_figures_and_holds_its_gates(footnote: Run, tmp_path: Path, capsys: Captured) -> None:
    gold = [{"page": "models.md", "heading": "Where is the index stored?"}]
    rows = [
        {"id": "a", "question": "Where is the index stored?", "lang": "en", "gold": gold},
        {"id": "b", "question": "How tall is Mount Fuji?", "lang": "en", "gold": []},
    ]
    questions = tmp_path / "q.jsonl"
    questions.write_text("\n".join(json.dumps(row) for row in rows))
    out = tmp_path / "run.jsonl"
    assert footnote("eval", str(questions), "--json", "--run-out", str(out), "--fail-under", "mrr=0.9") == 0
    assert printed(capsys)["all"]["hit@1"] == 1
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row.keys() for row in written] == [{"id", "results", "answered"}] * 2
    assert footnote("eval", str(questions), "--fail-under", "p95_ms=0.001") == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"id": 1, "question": 2}, '"question" (text)'),
        ({"id": 1, "question": "a?", "gold": None}, '"gold" is no list of sections'),
        ({"id": 1, "question": "a?", "gold": ["models.md"]}, '"gold" is no list of sections'),
        ({"id": 1, "question": "a?", "gold": [{"page": "models.md"}]}, "lacks its page or heading"),
        ({"id": 1, "question": "a?", "lang": 3}, '"lang" is no text'),
    ],
)
def test_eval_names_the_line_that_is_wrong(
    footnote: Run, tmp_path: Path, capsys: Captured, row: dict[str, Any], told: str
) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(f'{{"id": "a", "question": "Where?"}}\n{json.dumps(row)}\n')
    assert footnote("eval", str(questions)) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"footnote: {questions}, line 2: ")
    assert told in said


@pytest.mark.parametrize("top", ["abc", "0", "-1", "1.5"])
def test_a_wrong_number_is_told_in_words(footnote: Run, capsys: Captured, top: str) -> None:
    with pytest.raises(SystemExit):
        footnote("search", "x", f"--top={top}")
    assert f"argument --top: '{top}' is not a whole number from 1 on" in capsys.readouterr().err


def test_doctor_warns_about_a_missing_model_and_is_content(footnote: Run, capsys: Captured) -> None:
    assert footnote("doctor", "--json") == 0
    found = {finding["label"]: finding for finding in printed(capsys)}
    assert found["index"]["status"] == "ok"
    assert found["language model"]["status"] == "warning"
    assert "DEEPSEEK_API_KEY" in found["language model"]["remedy"]


def test_doctor_fails_on_a_model_that_the_provider_does_not_offer(footnote: Run, model: str, capsys: Captured) -> None:
    assert footnote("doctor", llm_base_url=model, llm_model="another-model") == 1
    assert "does not offer another-model" in capsys.readouterr().out


def test_doctor_fails_on_an_index_of_another_embedding(home: Path, tmp_path: Path, capsys: Captured) -> None:
    manifest = json.loads((home / "index" / "manifest.json").read_text())
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "manifest.json").write_text(json.dumps({**manifest, "embedder": "another"}))
    assert main(["doctor"], replace(parse({}), home=tmp_path)) == 1
    assert "FAIL" in capsys.readouterr().out


def test_doctor_reads_the_rules_and_tells_each_mistake(footnote: Run, tmp_path: Path, capsys: Captured) -> None:
    rules = tmp_path / "footnote.toml"
    rules.write_text('[[channel]]\nplatform = "slack"\nid = "#general"\nsources = ["nosuch"]\n')
    assert footnote("doctor", "--json", rules_file=rules) == 1
    told = [finding["detail"] for finding in printed(capsys) if finding["label"] == str(rules)]
    assert len(told) == 2
    assert "line 3: channel.id expected the id of a channel of Slack" in told[0]
    assert 'line 4: channel.sources names "nosuch"' in told[1]


def test_doctor_counts_the_channels_of_rules_that_are_right(footnote: Run, tmp_path: Path, capsys: Captured) -> None:
    rules = tmp_path / "footnote.toml"
    rules.write_text(f'[[channel]]\nplatform = "slack"\nid = "C0000001"\nsources = ["{own_faq()}"]\n')
    assert footnote("doctor", rules_file=rules) == 0
    assert f"{rules}: rules of 1 channel\n" in capsys.readouterr().out


def test_doctor_says_nothing_twice(footnote: Run, capsys: Captured) -> None:
    assert footnote("doctor", embedding_model="word2vec") == 1
    said = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("arguments", "changes", "code", "told"),
    [
        (["ask", "?"], {}, 3, "footnote ingest"),
        (["search", "x"], {}, 3, "footnote ingest"),
        (["sources"], {}, 3, "footnote ingest"),
        (["ask", "  "], {}, 2, "empty"),
        (["search", ""], {}, 2, "empty"),
        (["compare", ""], {}, 2, "empty"),
        (["manifest", "slack", "--name", " "], {}, 2, "--name"),
        (["manifest", "slack", "--name", "x" * 36], {}, 2, "35 characters"),
        (["ingest"], {}, 2, "FOOTNOTE_SOURCES"),
        (["ingest", "/does/not/exist"], {}, 3, "/does/not/exist"),
        (["ingest", ".", "--include", "*.nothing"], {}, 3, "*.nothing"),
        (["eval", "/does/not/exist.jsonl"], {}, 2, "/does/not/exist.jsonl"),
        (["compare", "x"], {}, 3, "footnote ingest"),
        (["ask", "x", "--no-retrieval"], {}, 3, "DEEPSEEK_API_KEY"),
        (["ask", "x"], {"embedding_model": "word2vec"}, 3, "EMBEDDING_MODEL"),
        (["ask", "x"], {"milvus_uri": "http://127.0.0.1:9"}, 3, "127.0.0.1:9"),
    ],
)
def test_a_mistake_gets_one_sentence_and_an_exit_code(
    tmp_path: Path, capsys: Captured, arguments: list[str], changes: dict[str, str], code: int, told: str
) -> None:
    current: Settings = replace(parse({}), home=tmp_path / "home", **changes)
    assert main(arguments, current) == code
    said = capsys.readouterr().err.strip()
    assert said.startswith("footnote: ")
    assert told in said
    assert len(said.splitlines()) == 1


def test_a_wrong_setting_names_its_variable(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("RETRIEVAL_TOP", "lots")
    assert main(["sources"]) == 2
    assert "RETRIEVAL_TOP" in capsys.readouterr().err


def test_python_m_bot_is_the_same_program() -> None:
    shown = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("footnote ")
