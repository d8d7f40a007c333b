"""What Slack accepts as the interactive elements of blocks.

Limits are slack_sdk's own constants where it has them; the others carry their source.
"""

from __future__ import annotations

from slack_sdk.models import blocks as kit

from tests.fakes.slack.shapes import Check, anything, boolean, choice, many, number, shape, string, text_object, url

INPUT_TEXT_MAX = 3_000  # characters; docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
PLACEHOLDER_MAX = kit.InputInteractiveElement.placeholder_max_length
CHOICES_MAX = 10  # docs.slack.dev/reference/block-kit/block-elements/checkboxes-element

_ACTION_ID = string(kit.InteractiveElement.action_id_max_length)
_LABEL = text_object(kit.ButtonElement.text_max_length, "plain_text")
_PLACEHOLDER = text_object(PLACEHOLDER_MAX, "plain_text")
_VALUE = string(kit.ButtonElement.value_max_length)
_A11Y = string(kit.ButtonElement.text_max_length)
_CONFIRM = shape(
    {
        "title": text_object(kit.ConfirmObject.title_max_length, "plain_text"),
        "text": text_object(kit.ConfirmObject.text_max_length),
        "confirm": text_object(kit.ConfirmObject.confirm_max_length, "plain_text"),
        "deny": text_object(kit.ConfirmObject.deny_max_length, "plain_text"),
    },
    style=choice("primary", "danger"),
)
_OPTION = shape(
    {"text": text_object(kit.Option.label_max_length), "value": string(kit.Option.value_max_length)},
    description=text_object(kit.Option.label_max_length),
    url=url(kit.ButtonElement.url_max_length),
)
_OPTIONS = many(_OPTION, kit.StaticSelectElement.options_max_length)
_GROUPS = many(
    shape({"label": text_object(kit.OptionGroup.label_max_length, "plain_text"), "options": _OPTIONS}),
    kit.StaticSelectElement.option_groups_max_length,
)
_FEEDBACK = shape(
    {
        "text": text_object(kit.FeedbackButtonObject.text_max_length, "plain_text"),
        "value": string(kit.FeedbackButtonObject.value_max_length),
    },
    accessibility_label=_A11Y,
)

_BUTTON = shape(
    {"text": _LABEL},
    action_id=_ACTION_ID,
    value=_VALUE,
    url=url(kit.ButtonElement.url_max_length),
    style=choice("primary", "danger"),
    confirm=_CONFIRM,
    accessibility_label=_A11Y,
)
_SELECT = shape(
    action_id=_ACTION_ID,
    placeholder=_PLACEHOLDER,
    options=_OPTIONS,
    option_groups=_GROUPS,
    initial_option=_OPTION,
    confirm=_CONFIRM,
    focus_on_load=boolean,
)
_PICKER = shape(
    action_id=_ACTION_ID,
    placeholder=_PLACEHOLDER,
    confirm=_CONFIRM,
    focus_on_load=boolean,
    initial_user=string(255),
    initial_conversation=string(255),
    initial_channel=string(255),
    initial_date=string(10),
)
_CHOICES = shape(
    {"options": many(_OPTION, CHOICES_MAX)},  # docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
    action_id=_ACTION_ID,
    initial_option=_OPTION,
    initial_options=many(_OPTION, CHOICES_MAX),
    confirm=_CONFIRM,
    focus_on_load=boolean,
)
_OVERFLOW = shape(
    {"options": many(_OPTION, kit.OverflowMenuElement.options_max_length)}, action_id=_ACTION_ID, confirm=_CONFIRM
)
_TEXT_INPUT = shape(
    action_id=_ACTION_ID,
    placeholder=_PLACEHOLDER,
    multiline=boolean,
    initial_value=string(INPUT_TEXT_MAX, 0),
    min_length=number(0, INPUT_TEXT_MAX),
    max_length=number(1, INPUT_TEXT_MAX),
    dispatch_action_config=anything,
    focus_on_load=boolean,
)
IMAGE_SOURCE = {"alt_text": string(kit.ImageElement.alt_text_max_length)}
IMAGE = shape(IMAGE_SOURCE, image_url=url(kit.ImageElement.image_url_max_length), slack_file=anything)

_PICKERS = ("users_select", "conversations_select", "channels_select", "datepicker", "timepicker")
PRESSED: dict[str, Check] = {
    "button": _BUTTON,
    "static_select": _SELECT,
    "overflow": _OVERFLOW,
    "radio_buttons": _CHOICES,
    "checkboxes": _CHOICES,
    **dict.fromkeys(_PICKERS, _PICKER),
}
FILLED: dict[str, Check] = {
    "plain_text_input": _TEXT_INPUT,
    "static_select": _SELECT,
    "radio_buttons": _CHOICES,
    "checkboxes": _CHOICES,
    **dict.fromkeys(_PICKERS, _PICKER),
}
CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, action_id=_ACTION_ID),
    "icon_button": shape(
        {"icon": choice("trash"), "text": _LABEL},
        action_id=_ACTION_ID,
        value=_VALUE,
        confirm=_CONFIRM,
        accessibility_label=_A11Y,
        visible_to_user_ids=many(string(255), 10),
    ),
}
