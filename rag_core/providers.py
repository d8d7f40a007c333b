"""Who is asked for an answer: address, model, key, its word for thinking, its prices, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from rag_core.errors import ModelError, ModelOverloaded, ModelRefused, PromptTooLong

DEEPSEEK_URL = "https://api.deepseek.com"
DEEPSEEK_MODEL = "deepseek-flash"
DEEPSEEK_RETIRED = frozenset({"deepseek-chat", "deepseek-reasoner"})  # since 2026-07-24; api-docs.deepseek.com
OPENROUTER_URL = "https://openrouter.ai/api/v1"
OPENROUTER_MODEL = "deepseek/deepseek-chat-v3-0324"

_HOST_DEEPSEEK = "api.deepseek.com"
_HOST_OPENROUTER = "openrouter.ai"
_HOST_OPENAI = "api.openai.com"  # its reasoning models refuse `max_tokens`; platform.openai.com/docs

# A provider's own word for a fault is repeated only if it can be nothing but such a word: no key, no text of ours.
_FAULT_WORD = re.compile(r"(?=.{3,40}\Z)[a-z]+(_[a-z]+)*")
TOO_LONG = "context_length_exceeded"  # OpenAI's word; whoever says it otherwise is translated to it
_NO_QUOTA = "insufficient_quota"  # OpenAI's 429 for an empty balance: no wait cures it

_REMEDIES: Mapping[int, str] = {
    400: "did not accept the request: check the model name {model!r}",
    401: "does not know the key: check {key_name}",
    402: "reports an empty balance: top up the account of {key_name}",
    403: "does not let this key use {model!r}: check the rights of {key_name}",
    404: "has no model {model!r} at this address: check the model name and the base URL",
    413: "takes no prompt as long as this one: ask with fewer or shorter sections, or use a model with more context",
    422: "did not accept a parameter: check that {model!r} is a chat model",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars per million tokens."""

    prompt: float
    cached: float
    completion: float

    def of(self, *, prompt: int, cached: int, completion: int) -> float:
        """Dollars for one call; `cached` is a part of `prompt`."""
        return ((prompt - cached) * self.prompt + cached * self.cached + completion * self.completion) / 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One OpenAI-compatible service and the model asked there. A wrong value raises ModelRefused at once."""

    name: str  # what a reader of an error calls it
    base_url: str
    model: str
    api_key: str = field(repr=False)  # "" for servers that ask for none
    key_name: str = "the API key"  # where the operator finds the key: a variable's name
    headers: Mapping[str, str] = field(default_factory=dict)
    extra_body: Mapping[str, object] = field(default_factory=dict)  # fields of every request
    thinking_on: Mapping[str, object] = field(default_factory=dict)  # more fields, when thinking is asked for
    thinking_off: Mapping[str, object] = field(default_factory=dict)  # more fields, when it is not
    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    prices: Prices | None = None  # None: only a provider that tells its price has one

    def __post_init__(self) -> None:
        _host(self.base_url)
        if not self.model.strip():
            raise ModelRefused(f"No model is named for {self.name}: set its model name.")
        if not all("!" <= letter <= "~" for letter in self.api_key):
            raise ModelRefused(f"{self.key_name} holds a space or a character that no key has: copy it again.")


def deepseek(
    api_key: str,
    *,
    model: str = DEEPSEEK_MODEL,
    base_url: str = DEEPSEEK_URL,
    key_name: str = "DEEPSEEK_API_KEY",
    prices: Prices | None = None,
) -> Provider:
    """DeepSeek's own API. Thinking is on there unless it is switched off in every request."""
    if model in DEEPSEEK_RETIRED:
        raise ModelRefused(f"DeepSeek retired the model name {model!r}: use {DEEPSEEK_MODEL!r}.")
    return Provider(
        name="DeepSeek",
        base_url=base_url,
        model=model,
        api_key=_needed(api_key, key_name),
        key_name=key_name,
        thinking_on={"thinking": {"type": "enabled"}},
        thinking_off={"thinking": {"type": "disabled"}},
        prices=prices,
    )


def openrouter(
    api_key: str,
    *,
    model: str = OPENROUTER_MODEL,
    base_url: str = OPENROUTER_URL,
    key_name: str = "OPENROUTER_API_KEY",
    prices: Prices | None = None,
) -> Provider:
    """OpenRouter: thinking is its `reasoning` field, and its usage carries the price of the call."""
    return Provider(
        name="OpenRouter",
        base_url=base_url,
        model=model,
        api_key=_needed(api_key, key_name),
        key_name=key_name,
        headers={"X-Title": "Footnote"},
        extra_body={"usage": {"include": True}},
        thinking_on={"reasoning": {"enabled": True}},
        prices=prices,
    )


def compatible(
    base_url: str,
    model: str,
    api_key: str = "",
    *,
    key_name: str = "LLM_API_KEY",
    prices: Prices | None = None,
) -> Provider:
    """Any OpenAI-compatible server; a known host is spoken to in its own dialect, others get nothing extra."""
    host = _host(base_url)
    if host == _HOST_DEEPSEEK:
        return deepseek(api_key, model=model, base_url=base_url, key_name=key_name, prices=prices)
    if host == _HOST_OPENROUTER:
        return openrouter(api_key, model=model, base_url=base_url, key_name=key_name, prices=prices)
    return Provider(
        name=urlsplit(base_url).netloc,
        base_url=base_url,
        model=model,
        api_key=api_key,
        key_name=key_name,
        limit_field="max_completion_tokens" if host == _HOST_OPENAI else "max_tokens",
        prices=prices,
    )


def fault(provider: Provider, status: int | None, word: str | None = None) -> ModelError:
    """The error behind an HTTP status: ModelOverloaded when another try may help, else ModelRefused.

    PromptTooLong is a ModelRefused about this one request. `status` None is a fault that a stream reports after it
    began. `word` is the provider's own code for the fault. Its message is never repeated: some quote the request or
    the key in it.
    """
    known = word if word is not None and _FAULT_WORD.fullmatch(word) else None
    telling = {TOO_LONG: 413, _NO_QUOTA: 402}.get(known or "", status)
    where = ", ".join(filter(None, (f"HTTP {status}" if status else "in the stream", known)))
    if telling is None or telling in {408, 429} or telling >= 500:
        reason = "has too many requests" if telling == 429 else "is not able to answer now"
        return ModelOverloaded(f"{provider.name} {reason} ({where}): try again in a moment.")
    remedy = _REMEDIES.get(telling, "refuses the request: check the model name {model!r} and the base URL")
    kind = PromptTooLong if telling == 413 else ModelRefused
    return kind(f"{provider.name} {remedy.format(model=provider.model, key_name=provider.key_name)} ({where}).")


def _needed(api_key: str, key_name: str) -> str:
    if not api_key:
        raise ModelRefused(f"{key_name} is empty: set it to your key.")
    return api_key


def _host(base_url: str) -> str:
    """The host of an address that can be asked at all; the address itself may hold a secret and is not repeated."""
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:  # a port that is no number, a broken IPv6 address
        host = None
    if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc or re.search(r"\s", base_url):
        raise ModelRefused("The model's base URL must look like https://host/v1, without a user or a key in it.")
    return host
