"""Settings: documented once, parsed once, all mistakes told together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ConfigError, Settings, env_example, from_environment, parse, settings

NUMBERS = [setting.name for _, setting in settings() if setting.default.replace(".", "").isdigit()]


def test_the_example_file_is_what_the_settings_say() -> None:
    example = Path(__file__).resolve().parents[2] / ".env.example"
    assert example.read_text(encoding="utf-8") == env_example()


def test_every_setting_has_a_meaning_and_a_unique_name() -> None:
    names = [setting.name for _, setting in settings()]
    assert len(set(names)) == len(names)
    assert all(setting.doc.strip() for _, setting in settings())


def test_nothing_set_gives_the_documented_defaults() -> None:
    current = parse({})
    assert (current.home, current.embedding_model, current.top) == (Path("./.footnote"), "wordllama", 6)
    assert (current.deepseek_model, current.openrouter_model) == ("deepseek-flash", "deepseek/deepseek-chat-v3-0324")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert parse({"RETRIEVAL_TOP": " "}).top == 6


def test_sources_may_be_several() -> None:
    assert parse({"FOOTNOTE_SOURCES": "docs/, faq.zip ,\nhttps://example.com/a.md"}).sources == (
        "docs/",
        "faq.zip",
        "https://example.com/a.md",
    )


def test_all_wrong_values_are_told_at_once_with_their_variables() -> None:
    with pytest.raises(ConfigError) as refused:
        parse({"RETRIEVAL_TOP": "many", "LLM_TIMEOUT": "-1", "ANSWER_DEPTH": "bottomless", "LLM_BASE_URL": "here"})
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "RETRIEVAL_TOP",
        "LLM_BASE_URL",
        "LLM_TIMEOUT",
        "ANSWER_DEPTH",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MILVUS_URI", "localhost:19530"),
        ("MILVUS_URI", "localhost:19530/"),
        ("MILVUS_URI", "milvus"),
        ("MILVUS_URI", "http://"),
        ("MILVUS_URI", "ftp://milvus/"),
        ("LLM_PRICES", "nan/1/1"),
        ("LLM_PRICES", "1/-5/1"),
        ("LLM_PRICES", "1/inf/1"),
        ("LLM_PRICES", "1/1"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://bot@db/footnote"),
    ],
)
def test_a_value_that_could_only_fail_later_is_refused_in_one_sentence(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse({name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert "such as" in str(refused.value) or "of the form" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    "uri",
    ["http://localhost:19530", "https://in03-1.cloud.zilliz.com", "tcp://db:19530", "unix:/run/milvus", "./i", "/i"],
)
def test_a_server_or_a_folder_is_a_place_for_the_index(uri: str) -> None:
    assert parse({"MILVUS_URI": uri}).milvus_uri == uri


def test_what_belongs_together_is_asked_for_together() -> None:
    with pytest.raises(ConfigError, match="LLM_MODEL"):
        parse({"LLM_BASE_URL": "http://127.0.0.1:1/v1"})
    with pytest.raises(ConfigError, match="EMBEDDING_API_KEY"):
        parse({"EMBEDDING_MODEL": "openai:text-embedding-3-small"})


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(NUMBERS))
def test_any_value_is_taken_or_refused_by_name(value: str, name: str) -> None:
    try:
        parse({name: value})
    except ConfigError as error:
        assert str(error).startswith(name)  # noqa: PT017


def test_keys_are_never_shown() -> None:
    shown = repr(parse({"DEEPSEEK_API_KEY": "sk-secret", "MILVUS_TOKEN": "root:secret"}))
    assert "secret" not in shown


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("RETRIEVAL_TOP=3\nRETRIEVAL_TOKENS=500\n")
    monkeypatch.setenv("RETRIEVAL_TOP", "9")
    current = from_environment(tmp_path / ".env")
    assert (current.top, current.context_tokens) == (9, 500)


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\xfe\xfa")
    with pytest.raises(ConfigError, match="UTF-8"):
        from_environment(tmp_path / ".env")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Settings.__setattr__(parse({}), "top", 3)
