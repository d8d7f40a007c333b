"""What the docs lack: a person answers, the maintainers make an entry of it, and whoever asked is told once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.background import finished
from adapters.slack import render
from rag_core.journal import Journal
from tests.adapters.slack.conftest import PAGES
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_restart import START, connected
from tests.adapters.slack.watching import answered, said, silence
from tests.fakes.llm_server import speak
from tests.rag_core.erased import columns_with

QUESTION = "How do I enable two-factor login for the billing portal?"
AGAIN = "how can I enable two-factor login for the billing portal"
SAID = "Open the billing portal, choose Security and scan the QR code with your authenticator app."
HEADING = "How do I enable two-factor login for the billing portal?"
ENTRY = f"# {HEADING}\n\nChoose Security in the billing portal and scan the QR code with your authenticator app."


@pytest.fixture
def pages(variables, tmp_path: Path, faq, desk) -> Path:
    """A folder of pages that is the bot's own, and rules that name the maintainers."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    variables |= {
        "FOOTNOTE_HOME": str(tmp_path / "home"),
        "FOOTNOTE_SOURCES": str(folder),
        "FOOTNOTE_BASE_URL": "https://docs.example/{stem}.html",
    }
    head = ('digest = "never"', "[[channel]]", 'platform = "slack"', f'id = "{faq}"', f'maintainers = "{desk}"')
    rules = "\n".join((*head, 'mode = "answer"', 'burst = "0s"', ""))
    Path(variables["FOOTNOTE_CONFIG"]).write_text(rules, encoding="utf-8")
    return folder


@pytest.fixture
def process(variables: dict[str, str], tmp_path: Path, pages: Path) -> Callable[[], Process]:
    return lambda: Process(variables, tmp_path)


async def offered(slack, desk):
    """The card that offers an entry, once it is there."""
    return await slack.until(
        lambda: next((one for one in slack.answers(desk) if f"{render.CARD}make" in one.buttons), None), START
    )


async def drafted(slack, desk):
    return await slack.until(
        lambda: next((one for one in slack.answers(desk) if f"{render.CARD}approve" in one.buttons), None), START
    )


async def test_a_persons_answer_becomes_an_entry_that_answers_the_question(
    slack, llm, pages, start, ana, ben, faq, desk
):
    eve = slack.add_user("eve")
    async with start() as bot:
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor")
        mentioned = await slack.mention(faq, eve, AGAIN)
        await answered(slack, faq, mentioned)  # that it is not covered
        await slack.say(faq, ben, SAID, thread=asked)
        card = await offered(slack, desk)
        llm.then(speak(ENTRY))
        await slack.press(desk, card.ts, f"{render.CARD}make", ben)
        card = await drafted(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}revise", ben)
        await slack.until(lambda: slack.view(ben), 10.0)
        edited = "Choose **Security** in the billing portal and scan the QR code with your authenticator app."
        await slack.submit_view(ben, {"heading": HEADING, "text": edited})
        await said(slack, desk, "", "in the FAQ now")
        (told,) = await answered(slack, faq, asked)
        assert "authenticator app" in told.text
        assert "https://docs.example/faq_inbox.html" in told.text
        both = await answered(slack, faq, mentioned, count=2)
        assert any("in the FAQ now" in one.text for one in both)
        assert f"## {HEADING}" in (pages / "faq_inbox.md").read_text(encoding="utf-8")
        again = await slack.mention(faq, eve, QUESTION)
        (answer,) = await answered(slack, faq, again)
        assert "FAQ inbox > " in answer.text
        assert "authenticator" in answer.text
        await finished(bot.maintainers.background.tasks, 5.0)
        await silence(slack, faq, asked, messages=1)


async def test_without_a_model_people_are_quoted(slack, variables, pages, start_again, ana, ben, faq, desk):
    del variables["LLM_BASE_URL"], variables["LLM_MODEL"]
    async with start_again():
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor")
        await slack.say(faq, ben, SAID, thread=asked)
        card = await offered(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}make", ben)
        card = await drafted(slack, desk)
        assert SAID in card.text
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        (told,) = await answered(slack, faq, asked)
        assert SAID in told.text


@pytest.fixture
def start_again(variables, embedder, monkeypatch):
    """Start with the variables as the test has left them."""
    from bot.config import parse
    from bot.serve import running

    monkeypatch.setattr("bot.serve.load_embedder", lambda _: embedder)
    return lambda: running(parse(variables), drain_seconds=5.0)


async def test_a_dismissed_offer_changes_nothing_and_keeps_nothing(slack, pages, start, ana, ben, faq, desk, tmp_path):
    async with start():
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor")
        await slack.say(faq, ben, SAID, thread=asked)
        card = await offered(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}leave", ben)
        await said(slack, desk, "", "Dismissed")
    assert not (pages / "faq_inbox.md").exists()
    assert SAID.encode() not in (tmp_path / "journal.db").read_bytes()


async def test_who_is_quoted_in_a_draft_can_have_it_forgotten_though_the_bot_was_away_when_they_spoke(
    slack, variables, pages, start_again, ana, ben, faq, desk
):
    del variables["LLM_BASE_URL"], variables["LLM_MODEL"]
    cleo = slack.add_user("cleo")
    async with start_again():
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor")
    await slack.say(faq, cleo, SAID, thread=asked)
    async with start_again():
        await slack.say(faq, ben, "What she says.", thread=asked)
        card = await offered(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}make", ben)
        assert SAID in (await drafted(slack, desk)).text
        journal = await Journal.open(pages.with_name("journal.db"))
        await journal.forget("slack", cleo)
        await journal.aclose()
    assert columns_with(pages.with_name("journal.db"), SAID, cleo) == {}


async def test_who_answered_in_the_thread_can_have_the_draft_of_it_forgotten(
    slack, pages, start, ana, ben, faq, desk, tmp_path
):
    cleo = slack.add_user("cleo")
    async with start():
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor")
        await slack.say(faq, cleo, SAID, thread=asked)
        await offered(slack, desk)
        journal = await Journal.open(tmp_path / "journal.db")
        await journal.forget("slack", cleo)
        await journal.aclose()
    assert columns_with(tmp_path / "journal.db", SAID, cleo) == {}


async def test_a_page_that_cannot_be_written_is_told_on_the_card(slack, pages, start, ana, ben, faq, desk):
    (pages / "faq_inbox.md").mkdir()
    async with start():
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor")
        await slack.say(faq, ben, SAID, thread=asked)
        card = await offered(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}make", ben)
        card = await drafted(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        await said(slack, desk, "", "could not be put into the FAQ")
        assert f"{render.CARD}approve" in slack.answers(desk)[-1].buttons


async def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(slack, process, pages, ana, ben, faq, desk):
    async with Life(slack, process) as life:
        asked = await slack.say(faq, ana, QUESTION)
        await said(slack, desk, "", "two-factor", timeout=START)
        await life.ends_and_begins()
        await slack.say(faq, ben, SAID, thread=asked)
        card = await offered(slack, desk)
        await life.ends_and_begins()
        await slack.press(desk, card.ts, f"{render.CARD}make", ben)
        card = await drafted(slack, desk)
        await life.ends_and_begins()
        pressed = await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        await slack.until(lambda: pressed.acked, START)
        await life.ends_and_begins()
        (told,) = await answered(slack, faq, asked, timeout=START)
        assert "in the FAQ now" in told.text
        await said(slack, desk, "", "Whoever asked was told", timeout=START)
        again = await slack.mention(faq, ana, QUESTION)
        (answer,) = await answered(slack, faq, again, timeout=START)
        assert "FAQ inbox > " in answer.text
    assert (pages / "faq_inbox.md").read_text(encoding="utf-8").count("<!-- footnote:") == 1
    assert len(slack.answers(faq, asked)) == 1
    assert len(slack.answers(desk)) == 2  # one for the question, one for the entry


class Life:
    """The bot as a process that is killed and started again."""

    def __init__(self, slack, process) -> None:
        self._slack, self._process = slack, process

    async def __aenter__(self):
        self._bot = await self._process().__aenter__()
        await connected(self._slack)
        return self

    async def __aexit__(self, *_) -> None:
        await self._bot.__aexit__()

    async def ends_and_begins(self) -> None:
        await self._bot.kill()
        await self._slack.until(lambda: not self._slack.hub.live, START)
        await self.__aenter__()
