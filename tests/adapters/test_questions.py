"""What is a question for the bot: stories by language, properties of any text, figures on the labelled set."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.questions import judge, learned, prose
from adapters.questions.cues import table
from adapters.questions.forms import asks_for_a_deed, forms
from adapters.questions.judging import leans
from adapters.questions.wording import lean, words

LABELLED = Path(__file__).parents[1] / "data"
TUNED_ON, UNSEEN = "messages.jsonl", "messages_unseen.jsonl"
IN_TIME = 0.1  # seconds, of processor time


@pytest.mark.parametrize(
    "text",
    [
        "How do I rotate the API key of a service account?",
        "hey team, how do we restore a backup to staging?",
        "I can't get the proxy to start after upgrading to 2.4",
        "wats the max topk",
        "wifi password",
        "how do i get added to the on-call rotation",
        "could someone explain how leave is carried over",
        "The mobile app crashes when I open a photo",
        "@lee is out this week, so asking here: where is the recovery plan?",
        "```\nclient.load('docs')\n```\nwhy does this time out?",
        "What's the default TTL of a token? (cc @platform-team)",
        "as @lee said, the index is built twice. Why does it do that?",
        "@here where is the list of approved vendors?",
        "안녕하세요! 법인카드 한도는 어디서 올리나요?",
        "2.4로 올린 뒤로 로그인이 안 돼요",
        "웹훅 재시도 정책 문서 있을까요",
        "大家好，请问年假可以结转到明年吗",
        "升级之后一直报错，连不上集群",
        "怎么申请 VPN 账号",
        "経費申請の手順を教えてください",
        "Wo finde ich die Vorlage für den Urlaubsantrag?",
        "comment annuler une note de frais ?",
        "¿Cómo puedo restablecer mi contraseña?",
        "Onde fica o modelo de contrato?",
    ],
)
def test_a_question_or_a_problem_is_for_the_bot(text: str) -> None:
    mentions = "@" in text
    assert leans(text, mentions_others=mentions)
    assert judge(text, mentions_others=mentions) != "chatter"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🎉🎉 :tada:",
        "Good morning everyone!",
        "Thanks, that fixed it",
        "Heads up: staging will be down tonight from 22:00",
        "anyone up for coffee?",
        "could somebody please restart the staging worker?",
        "is it just me or is the VPN slow right now",
        "It would be cool to have dark mode someday",
        "Can we meet at 3 tomorrow to talk about the roadmap?",
        "what do you think of the new logo?",
        "who would have thought?",
        "Let me know if you have any questions!",
        "You need to load the collection before you search.",
        "deploy finished",
        "https://docs.example.com/why-is-it-slow?",
        "[How do I tune HNSW?](https://blog.example.com/hnsw)",
        '```\nTraceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n```',
        "2026-11-24 10:00:01 ERROR connection refused\n2026-11-24 10:00:02 INFO retrying",
        "> How do I reset my password?\nBest entry ever",
        "[FIRING:1] HighLatency (search-api)",
        "GitHub APP: Why is the build slow? was opened by sam",
        "안녕하세요 다들 좋은 아침입니다",
        "덕분에 해결됐어요 감사합니다",
        "오늘 점심 뭐 먹을까요?",
        "누가 제 PR 좀 승인해 주세요",
        "서버 점검 안내드립니다. 내일 오전 2시에 진행됩니다",
        "谢谢大家，已经解决了",
        "中午一起去吃饭吗？",
        "今晚系统维护，请各位提前保存",
        "お疲れ様です！リリース完了しました",
        "Wer hat Lust auf Kaffee?",
        "Kann jemand kurz meinen PR freigeben?",
    ],
)
def test_what_people_say_to_each_other_is_chatter(text: str) -> None:
    assert judge(text) == "chatter"


@pytest.mark.parametrize(
    "text",
    [
        "@dana how do I get the token that you made for me?",
        "hey @dana, what is the topk limit?",
        "how do I raise the quota @dana?",
        "Bob did you see why the build failed?",
        "Can you explain your index settings, Maria?",
        "지은님, 어제 배포한 버전이 뭐예요?",
        "小李，集群的密码是什么",
    ],
)
def test_what_is_asked_of_one_person_is_not_for_the_bot(text: str) -> None:
    assert judge(text, mentions_others="@" in text) == "chatter"


def test_a_mention_that_the_text_does_not_show_is_of_somebody() -> None:
    text = "How do I rotate the API key?"
    assert (judge(text), judge(text, mentions_others=True)) == ("question", "chatter")


def test_in_a_language_without_cues_a_question_is_never_taken_for_granted() -> None:
    assert {judge("Где хранится ключ API?"), judge("أين يتم تخزين مفتاح API؟")} <= {"unsure", "chatter"}


@pytest.mark.parametrize(("text", "found"), [("Try it", True), ("I try", False), ("well, try", False)])
def test_a_cue_may_be_bound_to_the_beginning_of_a_sentence(text: str, *, found: bool) -> None:
    tried = table({"answer": "<try"})
    assert bool(tried.found(tried.normalise(text))) is found


def test_a_cue_may_begin_a_clause_end_one_or_go_on() -> None:
    cues = table({"open": "^how", "poll": "thoughts$", "trouble": "crash*"})
    found = cues.found(cues.normalise("It crashes, how? Any thoughts"))
    assert set(found) == {"open", "poll", "trouble"}


def test_a_cue_may_end_a_longer_word() -> None:
    cues = table({"topic": "*ation"})
    assert [bool(cues.found(cues.normalise(text))) for text in ("The aggregation", "Aggregations")] == [True, False]


def test_spaces_do_not_count_where_endings_are_looked_for() -> None:
    cues = table({"need": "안 되"}, spaced=False)
    assert cues.found(cues.normalise("연결이 안되요")) == {"need": ("안되",)}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Hey all, how long does it take", "interrogative first"),
        ("What a day", "relative first"),
        ("so is the page public", "inverted"),
        ("did you see it", "you inverted"),
        ("it says 'no' and `denied by policy`", "quoted words"),
        ("Done :tada:", "emoji last"),
        ("Why? No idea", "asks before"),
    ],
)
def test_the_form_of_a_message_is_named(text: str, form: str) -> None:
    assert form in forms(prose.read(text))


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("could someone please merge it", True),
        ("could someone please explain it", False),
        ("can anyone point me to the docs", False),
        ("can the admin merge it", False),
    ],
)
def test_to_ask_anybody_for_a_deed_is_no_question_for_the_docs(text: str, *, deed: bool) -> None:
    assert asks_for_a_deed(text) is deed


def test_words_are_weighed_with_their_neighbours_and_where_a_sentence_begins_and_ends() -> None:
    assert words(prose.read("See page 12")) == {"see", "page", "0", "^ see", "see page", "page 0", "0 $"}


def test_letters_are_weighed_where_words_are_not_apart() -> None:
    assert words(prose.read("怎么 改")) == {"怎", "么", "改", "^怎", "怎么", "么改", "改$"}


def test_unknown_words_leave_the_odds_as_they_are() -> None:
    assert lean(prose.read("Xyzzy")) == learned.EVEN


def test_what_has_learned_a_weight_can_be_found_in_the_messages_that_it_was_learned_from() -> None:
    read = [prose.read(row["text"]) for row in rows_of(TUNED_ON)]
    assert frozenset().union(*map(words, read)) >= learned.WORDS.keys()
    assert frozenset().union(*map(forms, read)) >= learned.FORMS.keys()


@settings(max_examples=150)
@given(st.text(max_size=400), st.booleans())
def test_any_text_gets_a_verdict(text: str, mentions: bool) -> None:
    assert judge(text, mentions_others=mentions) in {"question", "chatter", "unsure"}


@settings(max_examples=60)
@given(st.text(alphabet="?@<>[]()`\n .,:!a가中か", max_size=200))
def test_a_verdict_and_what_is_decided_in_doubt_agree(text: str) -> None:
    verdict = judge(text)
    assert verdict == "unsure" or (verdict == "question") is leans(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "[",
        "[a](",
        "`",
        "```",
        "@",
        "@a ",
        "?",
        "\n",
        " ",
        "w.",
        "a_",
        "Ab, you ",
        "가",
        "吗",
        "か",
        "🎉",
        ":a",
        "é",
    ],
)
def test_a_very_long_message_is_judged_at_once(piece: str) -> None:
    text = (piece * 30_000)[:30_000]
    judge("the first call reads the tables")
    started = time.process_time()
    judge(text)
    assert time.process_time() - started < IN_TIME


def rows_of(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LABELLED / file).read_text(encoding="utf-8").splitlines()]


def figures(file: str, language: str = "") -> tuple[float, float]:
    rows = [row for row in rows_of(file) if row["lang"] == language or not language]
    taken = [leans(row["text"], mentions_others=row["mentions_others"]) for row in rows]
    right = sum(row["question"] and said for row, said in zip(rows, taken, strict=True))
    return right / sum(taken), right / sum(row["question"] for row in rows)


@pytest.mark.parametrize(
    ("language", "precision", "recall"),
    [("", 0.97, 0.95), ("en", 0.97, 0.94), ("ko", 0.98, 0.98), ("zh", 0.96, 0.98)],
)
def test_figures_on_the_messages_tuned_on_do_not_fall(language: str, precision: float, recall: float) -> None:
    right_of_taken, taken_of_asked = figures(TUNED_ON, language)
    assert right_of_taken >= precision
    assert taken_of_asked >= recall


def test_figures_on_unseen_messages_do_not_fall() -> None:
    right_of_taken, taken_of_asked = figures(UNSEEN)
    assert right_of_taken >= 0.94
    assert taken_of_asked >= 0.92
