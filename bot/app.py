"""The composition root: from settings to a core that answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import inbox
from bot.config import ConfigError, Settings
from rag_core import lexical
from rag_core.index import Manifest, Reading, Store, connect
from rag_core.index.live import LiveIndex
from rag_core.sources import SourceSpec
from rag_core.types import Audience

if TYPE_CHECKING:
    from rag_core.answerer import Answerer
    from rag_core.embeddings import Embedder
    from rag_core.llm import ChatModel
    from rag_core.providers import Provider
    from rag_core.retrieval import Retriever


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Everything that answers, opened on one event loop."""

    index: LiveIndex
    retriever: Retriever
    answerer: Answerer
    model: ChatModel | None


def open_store(settings: Settings) -> Store:
    """Where the generations live; nothing is opened yet."""
    return connect(
        settings.milvus_uri, token=settings.milvus_token, home=settings.home, name=settings.milvus_collection
    )


def load_embedder(settings: Settings) -> Embedder:
    """The embedding that EMBEDDING_MODEL names. Blocks for as long as it loads. Raises EmbeddingError."""
    from rag_core.embeddings import load

    return load(settings.embedding_model, base_url=settings.embedding_base_url, api_key=settings.embedding_api_key)


def source_specs(
    settings: Settings, locations: tuple[str, ...] = (), readings: Sequence[Reading] = ()
) -> tuple[SourceSpec, ...]:
    """What to ingest: the locations named, or else those of the settings, with the page of entries beside them.

    Where a setting is left at its default, what was asked for a source before goes on to hold for it.
    """
    audience: Audience = "public" if settings.audience == "public" else "internal"
    specs = tuple(
        _spec(settings, SourceSpec(location=location, audience=audience), readings)
        for location in locations or settings.sources
    )
    own = inbox.own_page(settings.home)
    if locations or not specs or not own.is_file():
        return specs
    return (*specs, SourceSpec(location=str(own), audience=audience))


def _spec(settings: Settings, plain: SourceSpec, readings: Sequence[Reading]) -> SourceSpec:
    asked = next((one for one in readings if one.source == plain.name), Reading(source=plain.name))
    is_default = settings.include == plain.include
    return replace(
        plain,
        include=(asked.include if is_default else "") or settings.include,
        base_url=settings.base_url or asked.base_url,
    )


def known_sources(settings: Settings, manifest: Manifest | None) -> frozenset[str]:
    """The names of the sources that are indexed, or will be."""
    indexed = manifest.sources if manifest else ()
    return frozenset(spec.name for spec in source_specs(settings)) | frozenset(indexed)


def providers(settings: Settings) -> tuple[Provider, ...]:
    """The language models that are set up, in the order in which they are asked. Raises ModelRefused."""
    from rag_core.providers import Prices, compatible, deepseek, openrouter

    price = Prices(prompt=p[0], cached=p[1], completion=p[2]) if (p := settings.llm_prices) else None
    found: list[Provider] = []
    if settings.llm_base_url:
        found.append(compatible(settings.llm_base_url, settings.llm_model, settings.llm_api_key, prices=price))
    if settings.deepseek_api_key:
        found.append(
            deepseek(
                settings.deepseek_api_key,
                model=settings.deepseek_model,
                base_url=settings.deepseek_base_url,
                prices=None if found else price,
            )
        )
    if settings.openrouter_api_key:
        found.append(
            openrouter(
                settings.openrouter_api_key,
                model=settings.openrouter_model,
                base_url=settings.openrouter_base_url,
                prices=None if found else price,
            )
        )
    return tuple(found)


def build_model(settings: Settings) -> ChatModel | None:
    """The model that answers, with the other providers behind it; None when no key is set. Raises ModelRefused."""
    from rag_core.llm import FallbackChat
    from rag_core.openai_chat import OpenAIChat

    models = [
        OpenAIChat(provider, first_token_timeout=settings.first_token_timeout, total_timeout=settings.answer_timeout)
        for provider in providers(settings)
    ]
    if len(models) < 2:
        return models[0] if models else None
    return FallbackChat(models, timeout=settings.answer_timeout)


@asynccontextmanager
async def required_model(settings: Settings) -> AsyncIterator[ChatModel]:
    """The model of a command that was called with `--model`. Raises ConfigError, ModelRefused."""
    model = build_model(settings)
    if model is None:
        raise ConfigError("--model needs a language model: set DEEPSEEK_API_KEY, OPENROUTER_API_KEY or LLM_BASE_URL.")
    async with aclosing(model):
        yield model


@asynccontextmanager
async def open_core(settings: Settings, embedder: Embedder, *, indexed: bool = True) -> AsyncIterator[Core]:
    """Open what answers questions, close it at the end. Raises ModelRefused.

    With `indexed` the live index is opened at once, and a StoreError raised when there is none to answer from.
    """
    from rag_core.answerer import Answerer
    from rag_core.retrieval import Limits, Retriever

    model = build_model(settings)
    index = LiveIndex(open_store(settings), embedder=embedder.id, dim=embedder.dim, analyzer=lexical.ANALYZER)
    await asyncio.to_thread(embedder.encode_queries, [])  # reads its weights now rather than with the first question
    retriever = Retriever(index, embedder, Limits(top=settings.top, tokens=settings.context_tokens))
    try:
        if indexed:
            await index.refresh()
        yield Core(index=index, retriever=retriever, answerer=Answerer(retriever, model), model=model)
    finally:
        await index.aclose()
        if model:
            await model.aclose()


def own_faq() -> Path:
    """The folder of Footnote's own FAQ, which `make demo` indexes."""
    return Path(__file__).parent / "faq"
