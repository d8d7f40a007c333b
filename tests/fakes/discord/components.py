"""What Discord checks in the components of messages; discord-api-docs, developers/components/reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fakes.discord.refusal import Form

Json = dict[str, Any]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18

SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)
LINK_STYLE = 5
STYLES = (1, 2, 3, 4, LINK_STYLE, 6)
ROWS_MAX = 5  # in a message without Components V2
ROW_BUTTONS_MAX = 5
TOTAL_MAX = 40  # components of a Components V2 message, nested ones included
V2_TEXT_MAX = 4_000  # characters in all text displays of a message together
_FILLED_IN: dict[int, Json] = {
    CONTAINER: {"accent_color": None, "spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    FILE: {"spoiler": False},
}
"""What Discord adds where a request says nothing."""
_IN_V1 = (ROW,)
_IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
_IN_V2 = (*_IN_CONTAINER, CONTAINER)


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, nested ones after their parent."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for inner in (component.get("accessory"), component.get("component")):
            if inner:
                yield from walk([inner])


def texts(components: list[Json]) -> list[str]:
    """What the text displays say."""
    return [str(component["content"]) for component in walk(components) if component["type"] == TEXT]


def numbered(components: list[Json]) -> list[Json]:
    """Components as Discord gives them back: each with an id of its own, and with defaults."""
    used = {component["id"] for component in walk(components) if component.get("id")}
    free = (number for number in range(1, 10_000) if number not in used)
    return [_numbered(component, free) for component in components]


def check_components(form: Form, components: Any, *, v2: bool, files: frozenset[str]) -> None:
    """Note everything that is wrong; `files` are the names that `attachment://` can mean."""
    items = form.count(components, 0, TOTAL_MAX if v2 else ROWS_MAX)
    for number, component in enumerate(items):
        with form.at(number):
            _check(form, component, _IN_V2 if v2 else _IN_V1, files)
    every = list(walk(items))
    _check_unique(form, every)
    if v2 and len(every) > TOTAL_MAX:
        form.wrong("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"The total number of components exceeds {TOTAL_MAX}.")
    if v2 and sum(map(len, texts(items))) > V2_TEXT_MAX:
        form.wrong("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Displayable text exceeds {V2_TEXT_MAX} characters.")


def check_select(form: Form, select: Json) -> None:
    """A select menu, in a message or a modal."""
    check_custom_id(form, select)
    if select.get("placeholder"):
        with form.at("placeholder"):
            form.length(select["placeholder"], 0, 150)
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    if not (0 <= low <= 25 and 1 <= high <= 25 and low <= high):
        form.wrong("BASE_TYPE_BAD_LENGTH", "min_values and max_values must be between 0 and 25.")
    if select["type"] == STRING_SELECT:
        with form.at("options"):
            _check_options(form, select.get("options"))


def check_custom_id(form: Form, component: Json) -> None:
    """1 to 100 characters."""
    with form.at("custom_id"):
        form.length(component.get("custom_id", ""), 1, 100)


def _check(form: Form, component: Json, allowed: tuple[int, ...], files: frozenset[str]) -> None:
    kind = component.get("type")
    with form.at("type"):
        if not form.choice(kind, allowed):
            return
    if kind == ROW:
        _check_row(form, component)
    elif kind == SECTION:
        _check_section(form, component, files)
    elif kind == CONTAINER:
        with form.at("components"):
            for number, inner in enumerate(form.count(component.get("components"), 1, TOTAL_MAX)):
                with form.at(number):
                    _check(form, inner, _IN_CONTAINER, files)
    else:
        _check_leaf(form, component, files)


def _check_leaf(form: Form, component: Json, files: frozenset[str]) -> None:
    kind = component["type"]
    if kind == TEXT:
        with form.at("content"):
            form.length(component.get("content"), 1, V2_TEXT_MAX)
    elif kind == FILE:
        with form.at("file"):
            _check_media(form, component.get("file"), files, only_files=True)
    elif kind == THUMBNAIL:
        with form.at("media"):
            _check_media(form, component.get("media"), files)
    elif kind == GALLERY:
        with form.at("items"):
            for number, item in enumerate(form.count(component.get("items"), 1, 10)):
                with form.at(number, "media"):
                    _check_media(form, item.get("media"), files)


def _check_row(form: Form, row: Json) -> None:
    with form.at("components"):
        inner = form.count(row.get("components"), 1, ROW_BUTTONS_MAX)
        for number, component in enumerate(inner):
            with form.at(number):
                if component.get("type") == BUTTON:
                    _check_button(form, component)
                elif component.get("type") in SELECTS:
                    check_select(form, component)
                else:
                    form.wrong("UNION_TYPE_CHOICES", f'Value of field "type" must be one of {(BUTTON, *SELECTS)}.')
        if len(inner) > 1 and any(component.get("type") in SELECTS for component in inner):
            form.wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The action row is too wide for a select menu and more.")


def _check_section(form: Form, section: Json, files: frozenset[str]) -> None:
    with form.at("components"):
        for number, inner in enumerate(form.count(section.get("components"), 1, 3)):
            with form.at(number):
                _check(form, inner, (TEXT,), files)
    with form.at("accessory"):
        accessory = section.get("accessory") or {}
        if accessory.get("type") == BUTTON:
            _check_button(form, accessory)
        else:
            _check(form, accessory, (THUMBNAIL,), files)


def _check_button(form: Form, button: Json) -> None:
    style = button.get("style")
    with form.at("style"):
        if not form.choice(style, STYLES):
            return
    if style == LINK_STYLE:
        _check_link(form, button)
    else:
        check_custom_id(form, button)
        if button.get("url"):
            form.wrong("BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified.")
    if not button.get("label") and not button.get("emoji"):
        form.wrong("BUTTON_COMPONENT_INVALID", "A button needs a label or an emoji.")
    if button.get("label"):
        with form.at("label"):
            form.length(button["label"], 0, 80)


def _check_link(form: Form, button: Json) -> None:
    with form.at("url"):
        form.length(button.get("url", ""), 1, 512)
        if not str(button.get("url", "")).startswith(("http://", "https://", "discord://")):
            form.wrong("URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').")
    if button.get("custom_id"):
        form.wrong("BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified.")


def _check_options(form: Form, options: Any) -> None:
    values: set[str] = set()
    for number, option in enumerate(form.count(options, 1, 25)):
        with form.at(number):
            for name, low in (("label", 1), ("value", 1), ("description", 0)):
                if low or option.get(name):
                    with form.at(name):
                        form.length(option.get(name, ""), low, 100)
            if option.get("value") in values:
                form.wrong("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used.")
            values.add(option.get("value"))


def _check_media(form: Form, media: Any, files: frozenset[str], *, only_files: bool = False) -> None:
    url = str((media or {}).get("url", ""))
    with form.at("url"):
        form.length(url, 1, 2_048)
        if url.startswith("attachment://"):
            if url.removeprefix("attachment://") not in files:
                form.wrong("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"{url} is not attached.")
        elif only_files or not url.startswith(("http://", "https://")):
            form.wrong("URL_TYPE_INVALID_SCHEME", "Scheme is not allowed here.")


def _check_unique(form: Form, components: list[Json]) -> None:
    for key, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        used = [component[key] for component in components if component.get(key)]
        for twice in sorted({value for value in used if used.count(value) > 1}, key=str):
            form.wrong(code, f"Component {key} cannot be duplicated: {twice}")


def _numbered(component: Json, free: Iterator[int]) -> Json:
    given = {name: value for name, value in component.items() if value is not None}
    kept = _FILLED_IN.get(component["type"], {}) | given
    kept["id"] = kept.get("id") or next(free)
    if "components" in kept:
        kept["components"] = [_numbered(inner, free) for inner in kept["components"]]
    if "emoji" in kept:
        kept["emoji"] = {name: value for name, value in kept["emoji"].items() if value is not None}
    for name in ("accessory", "component"):
        if name in kept:
            kept[name] = _numbered(kept[name], free)
    return kept
