"""The journal under several processes, and after the death of one."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag_core.journal import Delivery, Journal
from rag_core.journal.presence import LockFiles
from tests.rag_core.journals import answer, claimed, origin

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = 1_000_000


class Worker:
    """A `journal_worker` and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def lines(self, count: int) -> list[str]:
        return [self.process.stdout.readline().strip() for _ in range(count)]

    def until(self, last: str) -> list[str]:
        return list(iter(lambda: self.process.stdout.readline().strip(), last))

    def kill(self) -> list[str]:
        """Kill -9. Returns what it had said but nobody had read."""
        self.process.kill()
        rest, _ = self.process.communicate()
        return rest.split()


@contextmanager
def working(file: Path, count: int) -> Iterator[Worker]:
    command = [sys.executable, "-m", "tests.rag_core.journal_worker", str(file), str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()


async def test_hundred_claims_at_once_have_one_winner(file: Path) -> None:
    journals = [await Journal.open(file) for _ in range(4)]
    claims = [journals[n % 4].claim(origin(), asker="U1", text="Why?", kind="mention") for n in range(100)]
    winners = [claim for claim in await asyncio.gather(*claims) if claim]
    for journal in journals:
        await journal.aclose()
    assert len(winners) == 1


def test_two_processes_share_questions_without_doubling_any(file: Path) -> None:
    with working(file, 150) as one, working(file, 150) as two:
        won = Counter(one.until("done")[1:] + two.until("done")[1:])
    assert (len(won), set(won.values())) == (150, {1})


async def test_killed_process_loses_no_claim_and_hands_over_all(journal: Journal, file: Path) -> None:
    for _ in range(2):
        with working(file, ENDLESS) as worker:
            said = worker.lines(1 + random.randrange(40))
            said += worker.kill()
        acknowledged = {line for line in said if len(line) == 8}  # the last line may be cut
        taken = await journal.take_over("slack")
        assert acknowledged <= {claim.id for claim in taken}
        assert len(taken) <= len(acknowledged) + 1
    assert _integrity(file) == "ok"


async def test_questions_of_a_living_process_are_left_to_it(journal: Journal, file: Path) -> None:
    with working(file, 5) as worker:
        worker.until("done")
        assert await journal.take_over("slack") == ()
        worker.kill()
        assert len(await journal.take_over("slack")) == 5


async def test_orphans_go_to_one_survivor_each(file: Path) -> None:
    before = await Journal.open(file)
    for number in range(50):
        await claimed(before, origin(str(number)))
    await before.aclose()
    survivors = [await Journal.open(file) for _ in range(3)]
    shares = await asyncio.gather(*(journal.take_over("slack") for journal in survivors))
    for journal in survivors:
        await journal.aclose()
    assert sorted(len(share) for share in shares) == [0, 0, 50]


async def test_what_was_taken_over_has_all_that_is_needed_to_go_on(journal: Journal, file: Path) -> None:
    before = await Journal.open(file)
    asked = await claimed(before, text="Where?", audience="public", depth="deep")
    where = Delivery(surface="stream", channel="C1", messages=("18",))
    await before.delivered(asked, where)
    await before.about_to_post(asked, "n2")
    await before.aclose()
    (taken,) = await journal.take_over("slack")
    assert (taken.text, taken.audience, taken.depth) == ("Where?", "public", "deep")
    assert (taken.delivery, taken.intent, taken.asked) == (where, "n2", asked.asked)
    assert await journal.close(taken, answer(taken))


async def test_orderly_end_frees_open_questions_at_once(journal: Journal, file: Path) -> None:
    before = await Journal.open(file)
    first = await claimed(before, origin("1"))
    second = await claimed(before, origin("2"))
    await claimed(before, origin("3", platform="discord"))
    closed = await claimed(before, origin("4"))
    await before.close(closed, answer(closed))
    await before.aclose()
    assert [claim.id for claim in await journal.take_over("slack")] == [first.id, second.id]
    assert await journal.take_over("slack") == ()


async def test_reply_to_a_deleted_question_is_removed_after_a_crash(journal: Journal, file: Path) -> None:
    before = await Journal.open(file)
    await claimed(before)
    await before.withdraw(origin())
    await before.aclose()
    (taken,) = await journal.take_over("slack")
    assert taken.withdrawn
    assert await journal.removed(taken)


async def test_process_that_was_taken_for_dead_cannot_close(journal: Journal, file: Path) -> None:
    stalled = await Journal.open(file)
    claim = await claimed(stalled)
    stalled._parts._presence.release()
    (taken,) = await journal.take_over("slack")
    assert not await stalled.close(claim, answer(claim, "late"))
    assert await journal.close(taken, answer(taken))
    await stalled.aclose()


def test_presence_lasts_as_long_as_its_holder(tmp_path: Path) -> None:
    one, two = LockFiles(tmp_path / "alive"), LockFiles(tmp_path / "alive")
    name = one.instance()
    assert (two.alive(name), one.alive(name), one.instance()) == (True, True, name)
    one.release()
    assert not two.alive(name)


def test_presence_sweeps_what_crashes_left(tmp_path: Path) -> None:
    folder = tmp_path / "alive"
    folder.mkdir()
    (folder / "crashed").touch()
    living, newcomer = LockFiles(folder), LockFiles(folder)
    names = {living.instance(), newcomer.instance()}
    assert {path.name for path in folder.iterdir()} == names
    living.release()
    newcomer.release()


def test_importing_the_journal_is_cheap() -> None:
    code = "import sys, rag_core.journal; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_first_opening_by_two_processes_at_once_succeeds(tmp_path: Path) -> None:
    file = tmp_path / "new" / "journal.db"
    with working(file, 1) as one, working(file, 1) as two:
        said = one.until("done") + two.until("done")
    assert (said.count("ready"), len(said)) == (2, 3)


def _integrity(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()


async def test_an_open_claim_of_a_living_process_is_not_taken(journal: Journal, file: Path) -> None:
    other = await Journal.open(file)
    theirs = await claimed(other)
    assert await journal.take(origin()) is None
    await other.aclose()
    assert await journal.take(origin()) == theirs
    assert await journal.take(origin()) == theirs  # it is this one's now
    assert await journal.close(theirs, answer(theirs))
    assert await journal.take(origin()) is None


async def test_a_card_that_a_living_process_works_on_is_left_to_it(journal: Journal, file: Path) -> None:
    other = await Journal.open(file)
    await other.deal("draft", "abc", "slack", "posting")
    assert await journal.take_cards("slack", "draft", "posting") == ()
    await other.aclose()
    (card,) = await journal.take_cards("slack", "draft", "posting")
    assert card.subject == "abc"
    assert await journal.take_cards("slack", "draft", "posting") == (card,)  # it is this one's now


async def test_a_claim_is_given_back_only_while_nothing_of_it_is_visible(journal: Journal) -> None:
    claim = await claimed(journal)
    assert await journal.give_back(claim)
    again = await claimed(journal)
    await journal.delivered(again, Delivery(surface="message", channel="C1", messages=("1.2",)))
    assert not await journal.give_back(again)


async def test_a_withdrawn_claim_is_not_taken_to_be_posted_again(journal: Journal) -> None:
    await claimed(journal)
    await journal.withdraw(origin())
    assert await journal.take(origin()) is None
