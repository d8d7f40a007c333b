"""Providers: what is refused before anything is asked, known dialects, and what each HTTP status means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.errors import ModelOverloaded, ModelRefused
from rag_core.providers import Prices, Provider, compatible, deepseek, fault, openrouter

PROVIDER = compatible("https://llm.example/v1", "some-model", "a-key", key_name="SOME_KEY")


@pytest.mark.parametrize("retired", ["deepseek-chat", "deepseek-reasoner"])
def test_a_retired_model_is_refused_with_the_current_name(retired: str) -> None:
    with pytest.raises(ModelRefused, match=rf"{retired}.*deepseek-flash"):
        deepseek("a-key", model=retired)


def test_the_name_that_deepseek_retired_is_fine_elsewhere() -> None:
    assert compatible("http://localhost:8000/v1", "deepseek-chat").model == "deepseek-chat"


@pytest.mark.parametrize("make", [deepseek, openrouter])
def test_a_missing_key_is_named(make: object) -> None:
    with pytest.raises(ModelRefused, match=r"_API_KEY is empty"):
        make("")  # type: ignore[operator]


@pytest.mark.parametrize("key", ["with space", "line\nbreak", "typo…graphic", "ключ"])
def test_a_key_that_no_header_can_carry_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(ModelRefused, match="DEEPSEEK_API_KEY") as caught:
        deepseek(key)
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8000/v1", "ftp://host/v1", "https://", "http://host:port/v1", "http://a:b@host/v1", "http://h /v1"],
)
def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(ModelRefused, match="must look like https://host/v1"):
        compatible(url, "some-model")


def test_a_model_name_is_needed() -> None:
    with pytest.raises(ModelRefused, match=r"No model is named for llm\.example"):
        compatible("https://llm.example/v1", " ")


def test_a_known_host_is_spoken_to_in_its_own_dialect() -> None:
    assert compatible("https://api.deepseek.com/v1", "deepseek-flash", "k").thinking_off
    assert compatible("https://openrouter.ai/api/v1", "some/model", "k").extra_body
    assert compatible("https://api.openai.com/v1", "some-model", "k").limit_field == "max_completion_tokens"


def test_an_unknown_server_gets_nothing_extra() -> None:
    extras = (PROVIDER.extra_body, PROVIDER.headers, PROVIDER.thinking_on, PROVIDER.thinking_off)
    assert extras == ({}, {}, {}, {})
    assert PROVIDER.limit_field == "max_tokens"


def test_a_provider_shows_no_key() -> None:
    assert "a-key" not in repr(PROVIDER)


@pytest.mark.parametrize("provider", [PROVIDER, deepseek("a-key"), openrouter("a-key")])
@given(status=st.integers(min_value=400, max_value=599))
def test_only_overload_and_server_faults_are_worth_another_try(provider: Provider, status: int) -> None:
    error = fault(provider, status)
    assert isinstance(error, ModelOverloaded if status in {408, 429} or status >= 500 else ModelRefused)
    assert provider.name in str(error)
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("status", "word", "remedy"),
    [
        (400, "context_length_exceeded", "fewer or shorter sections"),
        (401, None, "check SOME_KEY"),
        (402, None, "top up"),
        (403, None, "rights of SOME_KEY"),
        (404, None, "'some-model'"),
        (429, "insufficient_quota", "top up"),
        (None, "insufficient_quota", "top up"),
    ],
)
def test_a_refusal_names_its_remedy(status: int | None, word: str | None, remedy: str) -> None:
    error = fault(PROVIDER, status, word)
    assert isinstance(error, ModelRefused)
    assert remedy in str(error)


@pytest.mark.parametrize("word", ["sk-1234567890", "What does it cost?", "a" * 60, "", "500"])
def test_a_provider_s_word_that_may_be_something_else_is_not_repeated(word: str) -> None:
    assert str(fault(PROVIDER, 400, word)) == str(fault(PROVIDER, 400))


def test_a_cached_token_is_not_paid_twice() -> None:
    prices = Prices(prompt=2.0, cached=0.5, completion=8.0)
    assert prices.of(prompt=1_000_000, cached=400_000, completion=250_000) == pytest.approx(1.2 + 0.2 + 2.0)
