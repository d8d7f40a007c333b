"""What Discord checks in embeds; discord-api-docs, developers/resources/message#embed-object-embed-limits."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.refusal import Form

Json = dict[str, Any]

EMBEDS_MAX = 10  # in a message
FIELDS_MAX = 25  # in an embed
TEXT_TOTAL_MAX = 6_000  # characters in all embeds of a message together
_TEXTS = (("title", 256), ("description", 4_096))
_INNER = (("footer", "text", 2_048), ("author", "name", 256))
_URLS = (
    ("url",),
    ("footer", "icon_url"),
    ("author", "url"),
    ("author", "icon_url"),
    ("image", "url"),
    ("thumbnail", "url"),
)
_SHOWN = ("title", "description", "fields", "footer", "author", "image", "thumbnail")


def check_embeds(form: Form, embeds: Any) -> None:
    """Note everything that is wrong with a message's embeds."""
    items = [embed for embed in form.count(embeds, 0, EMBEDS_MAX) if isinstance(embed, dict)]
    for number, embed in enumerate(items):
        with form.at(number):
            _check(form, embed)
    if sum(map(text_length, items)) > TEXT_TOTAL_MAX:
        form.wrong("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TEXT_TOTAL_MAX}")


def text_length(embed: Json) -> int:
    """The characters of an embed that count towards the total."""
    return sum(map(len, texts(embed)))


def texts(embed: Json) -> list[str]:
    """Every text of an embed, in the order of the screen."""
    found = [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
    for field in embed.get("fields") or ():
        found += [field.get("name"), field.get("value")]
    found.append((embed.get("footer") or {}).get("text"))
    return [text for text in found if isinstance(text, str) and text]


def stored(embed: Json) -> Json:
    """An embed as Discord gives it back."""
    kept = {name: value for name, value in embed.items() if value not in (None, "", [])}
    return kept | {"type": "rich"}


def _check(form: Form, embed: Json) -> None:
    for name, limit in _TEXTS:
        if embed.get(name) is not None:
            with form.at(name):
                form.length(embed[name], 0, limit)
    for outer, inner, limit in _INNER:
        if embed.get(outer) is not None:
            with form.at(outer, inner):
                form.length(embed[outer].get(inner, ""), 1, limit)
    if embed.get("fields") is not None:
        with form.at("fields"):
            _check_fields(form, embed["fields"])
    for path in _URLS:
        _check_url(form, embed, path)
    if not any(embed.get(name) for name in _SHOWN):
        with form.at("description"):
            form.wrong("BASE_TYPE_REQUIRED", "This field is required")


def _check_fields(form: Form, fields: Any) -> None:
    for number, field in enumerate(form.count(fields, 0, FIELDS_MAX)):
        for name, limit in (("name", 256), ("value", 1_024)):
            with form.at(number, name):
                form.length(field.get(name), 1, limit)


def _check_url(form: Form, embed: Json, path: tuple[str, ...]) -> None:
    value: Any = embed
    for key in path:
        value = (value or {}).get(key)
    if not value:
        return
    schemes = (
        ("http://", "https://", "attachment://")
        if path[-1] == "icon_url" or path[0] in ("image", "thumbnail")
        else ("http://", "https://")
    )
    with form.at(*path):
        if not str(value).startswith(schemes):
            form.wrong("URL_TYPE_INVALID_SCHEME", f'Scheme "{str(value).split(":")[0]}" is not one of {schemes}.')
        form.length(value, 0, 2_048)
