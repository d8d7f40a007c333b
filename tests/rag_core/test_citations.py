"""What becomes of a model's answer: stories, and the measure of the check on crafted sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from rag_core.citations.inline import sentence_ends
from rag_core.citations.support import Claim, Evidence
from rag_core.languages import language
from tests.rag_core.citing import MILVUS, cases, read, read_portions, sections

STORED = "Inserted data is stored in persistent storage as incremental log [1]."
IN_ETCD = "Metadata is kept in etcd [2]."
LIMIT = "An insert must not exceed 1,024 MB [4]."


def numbers(checked):
    return [(citation.number, citation.section.id) for citation in checked.citations]


def test_an_answer_whose_claims_are_cited_comes_out_as_it_is():
    answer = (
        f"{STORED} {IN_ETCD}\n\n## Limits\n\nMind these:\n\n- {LIMIT.replace('[4]', '[3]')}\n"
        "- A Milvus instance holds up to 65,535 collections [4].\n\n```bash\necho [9] https://evil.example\n```"
    )
    checked = read(answer, ("m-store", "m-etcd", "m-insert", "m-limits"))
    assert checked.text == answer
    assert checked.outcome == "answered"
    assert checked.notes == ()


def test_sources_are_numbered_by_first_use_and_listed_once():
    checked = read(f"{LIMIT} {STORED} {LIMIT}")
    assert checked.text == f"{LIMIT} {STORED} {LIMIT}".replace("[1]", "[2]").replace("[4]", "[1]")
    assert numbers(checked) == [(1, "m-insert"), (2, "m-store")]


def test_each_source_shows_the_words_nearest_to_its_first_claim():
    (citation,) = read("Milvus keeps metadata of its modules in etcd [1].", ("m-store",)).citations
    assert citation.quote == "Each Milvus module has its own metadata that are stored in etcd."


@pytest.mark.parametrize(
    "form",
    ["[1]", "[^1]", "【1】", "[Section 1]", "[source 1]", "[1](https://evil.example/x)", "[[1]](https://evil.example)",
     "\\[1\\]", "[1, 9]", "[1][9]", "[1-1]", "【1†source】", "[ 1 ]", "&#91;1&#93;"],
)  # fmt: skip
def test_every_way_to_write_a_citation_becomes_the_same(form):
    claim = "Inserted data is stored as incremental log"
    assert read(f"{claim} {form}.").text == f"{claim} [1]."


def test_ranges_and_lists_become_single_numbers():
    claim = "Milvus keeps inserted data as incremental log in MinIO and metadata in etcd"
    assert read(f"{claim} [1-2].").text == f"{claim} [1][2]."
    assert read(f"{claim} [1, 2].").text == f"{claim} [1][2]."


def test_a_number_that_was_not_offered_is_removed():
    checked = read(f"{STORED} It also keeps copies of them elsewhere, they say [9].")
    assert checked.text == STORED
    assert "removed a number that was not offered" in checked.notes


def test_a_citation_moves_to_the_section_that_says_it():
    checked = read("An insert must not exceed 1,024 MB because of gRPC [2].")
    assert numbers(checked) == [(1, "m-insert")]
    assert checked.notes == ("moved a citation to the section that says it",)


def test_a_claim_that_its_section_does_not_make_goes_with_its_number():
    checked = read(f"{STORED} Rockets are painted green every autumn [1].")
    assert checked.text == STORED


def test_a_forgotten_citation_is_added_where_a_section_plainly_says_it():
    checked = read("Milvus returns success when inserted data are loaded to the message queue.")
    assert checked.text == "Milvus returns success when inserted data are loaded to the message queue [1]."
    assert numbers(checked) == [(1, "m-flush")]


def test_an_uncited_paragraph_goes_when_no_section_says_it():
    checked = read(f"{STORED}\n\nIt was founded by Bob in a garage.\n\n{IN_ETCD}")
    assert checked.text == f"{STORED}\n\n{IN_ETCD}"


def test_an_answer_without_any_citation_is_uncited_and_empty():
    checked = read("Rockets are painted green. Nobody knows why.")
    assert (checked.outcome, checked.text, checked.citations) == ("uncited", "", ())


def test_without_sections_nothing_can_be_said():
    checked = read(f"# Title\n\n{STORED} It takes 4711 s:\n\n- x [1]\n\n| a |\n|---|\n| b |", ())
    assert (checked.outcome, checked.text) == ("uncited", "")


def test_sentences_before_a_citation_in_their_paragraph_share_it():
    answer = "There are two kinds of it. " + STORED
    assert read(answer).text == answer


def test_a_sentence_with_a_number_from_nowhere_does_not_share_the_citation():
    assert read(f"Milvus was released in 1987. {STORED}").text == STORED


def test_a_sentence_behind_the_last_citation_stays_only_if_a_section_says_it():
    behind = "That is where incremental log is stored."
    assert read(f"{STORED} {behind}").text == f"{STORED} {behind}"
    assert read(f"{STORED} Rockets are painted green.").text == STORED


def test_what_claims_nothing_needs_no_citation():
    answer = (
        f"Sure!\n\n{STORED}\n\nThe documentation does not cover backups.\n\nDo you need more?\n\nI hope this helps!"
    )
    assert read(answer).text == answer


def test_a_cited_introduction_covers_its_list():
    answer = "Milvus supports these object storage backends [1]:\n\n- Min\n- Azure\n  - Blob"
    assert read(answer).text == answer


def test_a_closing_line_of_sources_covers_the_list_above_it():
    answer = "They are kept here:\n\n- in a log\n- in an object\n\nSource: [1]"
    assert read(answer).text == answer


def test_a_cited_item_keeps_the_item_that_it_stands_under():
    answer = "- The first kind\n  - Inserted data is stored as incremental log [1]\n- Something else entirely"
    assert read(answer).text == "- The first kind\n  - Inserted data is stored as incremental log [1]"


def test_a_list_of_sources_is_left_to_the_platform():
    listed = "Sources:\n\n- [1] Product FAQ > Where does Milvus store data?\n- [2] Product FAQ"
    assert read(f"{STORED}\n\n{listed}").text == STORED
    assert read(f"{STORED}\n\n[^1]: Product FAQ > Where does Milvus store data?").text == STORED


def test_headings_and_introductions_go_with_what_they_lead_to():
    checked = read(f"## History\n\nBob did it:\n\n- in a garage\n\n## Storage\n\n{STORED}")
    assert checked.text == f"## Storage\n\n{STORED}"


def test_table_rows_are_checked_one_by_one():
    head = "| What | Where |\n|---|---|\n"
    checked = read(f"{head}| Inserted data | incremental log [1] |\n| Rockets | painted green |")
    assert checked.text == f"{head}| Inserted data | incremental log [1] |"


PROGRAM = '```html\n<a href="https://cdn.example/x.css">[7]</a>\n<p>MinIO, AWS S3, Google Cloud Storage</p>\n```'


def test_a_program_cites_in_the_sentence_before_it():
    answer = f"Here is a page about Milvus, built from the documentation [1]:\n\n{PROGRAM}"
    assert read(answer).text == answer


def test_a_program_cites_in_a_closing_line():
    answer = f"Here is the page:\n\n{PROGRAM}\n\nBuilt from: [1] [4]"
    checked = read(answer)
    assert checked.text == answer.replace(" [4]", "")
    assert numbers(checked) == [(1, "m-store")]


def test_a_program_that_forgot_to_cite_is_traced_to_its_section():
    longer = PROGRAM.replace("MinIO", "Alibaba OSS, Tencent COS, Azure Blob, scalar data")
    assert read(longer).text == f"{longer}\n\n[1]"


def test_code_alone_is_no_answer():
    assert read("```python\nprint('hello')\n```").outcome == "uncited"


def test_a_command_is_cited_by_its_introduction():
    answer = "Run this to see the containers [1]:\n\n```\n$ docker logs <your container id>\n```"
    section = ("m-logs", "m-config")
    assert read(answer, section).text == answer


def test_an_open_fence_is_closed():
    assert read(f"{STORED}\n\n```py\nx = 1").text == f"{STORED}\n\n```py\nx = 1\n```"


@pytest.mark.parametrize(
    "reply", ["NOT_COVERED", "`NOT_COVERED`\n\nNothing about it [1].", "**NOT_COVERED** " + STORED, "NOT_COVERED."]
)
def test_the_signal_ends_in_not_covered_and_shows_nothing(reply):
    shown, checked = read_portions(list(reply))
    assert "".join(shown) == checked.text == ""
    assert checked.outcome == "not_covered"


def test_the_signal_in_passing_is_taken_out():
    assert read(f"{STORED}\n\nNOT_COVERED").text == STORED


@pytest.mark.parametrize(
    "reply",
    ["The documentation does not cover backups.", "I'm sorry, but the provided sections don't mention rockets.",
     "文档中没有提到备份。", "Die Dokumentation sagt dazu leider nichts."],
)  # fmt: skip
def test_a_reply_that_only_says_so_is_not_covered(reply):
    assert read(reply).outcome == "not_covered"


def test_nothing_is_shown_before_the_first_citation_that_holds():
    shown, _ = read_portions(["Where is it? ", "Rockets are green [1]. ", STORED, " Do you", " need more?"])
    assert shown[:2] == ["", ""]
    assert "".join(shown[:4]).startswith("Where is it? " + STORED)


def test_sentences_are_shown_as_they_end():
    shown, _ = read_portions([STORED, " ", IN_ETCD, " And", " so on"])
    assert shown == ["", "", STORED, " " + IN_ETCD, ""]


def test_code_is_shown_line_by_line():
    shown, _ = read_portions([f"{STORED}\n\n", "```py\n", "x = 1\n", "y = 2\n", "```"])
    assert shown == [STORED, "\n\n```py", "\nx = 1", "\ny = 2", ""]


@pytest.mark.parametrize(
    "link",
    ["[site](https://evil.example/x)", "https://evil.example/x", "<https://evil.example/x>", "www.evil.example",
     "<a href='https://evil.example'>site</a>", "![pixel](https://evil.example/x.png)", "evil.com/login",
     "[site][1x]\n\n[1x]: https://evil.example", "https://min.io@evil.example/", "HTTPS://EVIL.EXAMPLE", "bob@evil.com",
     "[https://min.io/](https://evil.example)", "&#104;ttps://evil.example", "https\\://evil.example", "//x://evil.example",
     "<https://evil.example|site>", "[site](javascript:alert(1))", "[site](/relative)", "<img src='https://evil.example'>"],
)  # fmt: skip
def test_a_foreign_link_never_comes_out(link):
    text = read(f"{STORED}\n\nInserted data is stored as incremental log, see {link} [1].").text
    assert "evil" not in text.lower()
    assert "(/" not in text
    assert "javascript" not in text


def test_the_label_of_a_foreign_link_stays():
    answer = "Inserted data is stored as [incremental log](https://evil.example) [1]."
    assert read(answer).text == "Inserted data is stored as incremental log [1]."


@pytest.mark.parametrize(
    "link",
    ["[MinIO](https://min.io/)", "https://min.io", "<https://MIN.io/>", "[MinIO](http://min.io)", "min.io",
     "[here](https://docs.example.com/m-store)", "[here](https://docs.example.com/m-store#top)"],
)  # fmt: skip
def test_a_link_of_the_sections_stays(link):
    assert link in read(f"Milvus stores inserted data in MinIO, see {link} [1].").text


def test_html_outside_code_is_removed_and_a_placeholder_becomes_code():
    answer = "<b>Inserted data</b> is stored as <script>incremental</script> log of <pod-name> [1]."
    assert read(answer).text == "Inserted data is stored as incremental log of `<pod-name>` [1]."


def test_an_uncited_sentence_that_lost_its_link_goes():
    assert read(f"{STORED} See [the docs](https://evil.example) for more.").text == STORED


def test_the_notes_hold_nothing_of_the_text():
    checked = read(f"{STORED} Secret rockets [9]. Visit https://evil.example/token now!")
    assert not any(word in " ".join(checked.notes) for word in ("Secret", "rockets", "evil", "token"))


def test_a_citation_between_languages_holds_by_names_and_numbers():
    answer = "一个 Milvus 实例最多可以创建 65,535 个集合 [5]。"
    assert read(answer, question="最多多少集合").text == answer.replace("[5]", "[1]")


def test_a_citation_that_cannot_be_compared_stays_and_is_noted():
    checked = read("Desde el cuarto día se necesita un justificante [1].", ("h-sick", "h-leave"))
    assert checked.outcome == "answered"
    assert checked.notes == ("could not check a citation",)


def test_a_wrong_number_is_seen_in_every_language():
    assert read("一个 Milvus 实例最多可以创建 4,096 个集合 [5]。", question="最多多少集合").outcome == "uncited"


GROUPS = frozenset(case.group for case in cases()) - {"beyond_words", "negation"}


def measured(split, groups=GROUPS):
    """The shares of good citations that were kept and of bad ones that were removed."""
    counts = Counter()
    for case in cases():
        if case.group not in groups or case.split != split:
            continue
        evidence = Evidence([sections()[name] for name in case.offered], case.question)
        index = case.offered.index(case.cited)
        verdict = evidence.judge(Claim.of(case.claim, otherwise=language(case.question)), [index])[index]
        counts[case.good, (verdict != "unsupported") == case.good] += 1
    return {good: counts[good, True] / (counts[good, True] + counts[good, False]) for good in (True, False)}


OPERATIONS = ("o-backup", "o-limits", "o-reset")


@pytest.mark.parametrize("more", ["They can do it 5 times a day.", "They have to approve a reset within 3 days."])
def test_a_sentence_with_a_number_from_nowhere_does_not_stay_behind_a_citation(more):
    claim = "Admins can reset passwords in the console [1]."
    assert read(f"{claim} {more}", ("o-reset", "o-limits")).text == claim


def test_no_citation_is_added_to_a_number_that_the_section_lacks():
    plain = "Admins can reset passwords in the console"
    assert read(f"{plain}.", OPERATIONS).text == f"{plain} [1]."
    assert read(f"{plain} with 9 clicks.", OPERATIONS).outcome == "uncited"


def test_a_table_row_with_another_number_goes():
    head = "| Task | When |\n|---|---|\n| Backups | run every 6 hours [1] |"
    assert read(f"{head}\n| Backups | run every 9 hours |", OPERATIONS).text == head


def test_a_number_of_the_question_is_denied_but_not_confirmed():
    question = "Can I upload a file of 90 MB?"
    denied = "No, a file of 90 MB is too large, the upload limit is 25 MB [2]."
    assert read(denied, OPERATIONS, question=question).text == denied.replace("[2]", "[1]")
    assert read("You can upload files of up to 90 MB [2].", OPERATIONS, question=question).outcome == "uncited"


def test_another_right_amount_does_not_confirm_the_one_of_the_question():
    question = "Are backups kept for 365 days?"
    confirmed = "Backups run every 6 hours and are kept for 365 days [1]."
    assert read(confirmed, OPERATIONS, question=question).outcome == "uncited"


def test_an_option_of_the_question_is_not_confirmed():
    question = "Is there `app reset --force`?"
    assert read("Yes, run `app reset --force` as an admin [3].", OPERATIONS, question=question).outcome == "uncited"
    denied = "No, admins run `app reset --user NAME`, there is no `--force` [3]."
    assert read(denied, OPERATIONS, question=question).outcome == "answered"


def test_placeholders_in_code_are_the_readers_own():
    answer = "Run `app reset --user <login>` or `app reset --user your_name` to reset a password [1]."
    assert read(answer, ("o-reset",)).text == answer


def test_the_sentences_of_a_section_hold_for_it():
    for section in sections().values():
        evidence = Evidence([section, *(sections()[name] for name in MILVUS)])
        for line in section.text.splitlines():
            ends = [end for end, _ in sentence_ends(line, final=True)]
            for sentence in (line[a:b] for a, b in pairwise([0, *ends])):
                assert evidence.judge(Claim.of(sentence), [0])[0] != "unsupported", sentence


@pytest.mark.parametrize("split", ["tuned", "held"])
def test_most_good_citations_are_kept_and_most_bad_ones_removed(split):
    rates = measured(split)
    assert rates[True] >= 0.95
    assert rates[False] >= 0.95


def test_the_plainest_negations_are_seen_and_cost_no_good_citation():
    rates = measured("held", {"negation"})
    assert rates[True] == 1
    assert rates[False] >= 0.6


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("Data is lost in upgrades.", "No data is lost in upgrades."),
        ("Drafts are shown to guests.", "Drafts are not shown to guests."),
        ("Entwürfe werden Gästen gezeigt.", "Entwürfe werden Gästen nicht gezeigt."),
        ("They are not encrypted by default.", "Backups are encrypted by default."),
    ],
)
def test_the_opposite_in_the_same_words_is_no_support(sentence, section):
    offered = replace(sections()["o-backup"], text=section)
    assert Evidence([offered, sections()["m-etcd"]]).judge(Claim.of(sentence), [0]) == {0: "unsupported"}


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("No, drafts are never shown to guests.", "Drafts are not shown to guests."),
        ("Restart the server after the upgrade.", "Do not restart the server before the upgrade."),
        ("Set the key in the settings.", "Do not forget to set the key in the settings."),
        ("Do not restart the server during an upgrade.", "Avoid restarting the server during an upgrade."),
        ("Attachments are included when the box is ticked.", "Attachments are not included unless the box is ticked."),
        ("Docker is not the only way to run it.", "Docker is a way to run it."),
        ("It is stored in MinIO.", "It is not stored in etcd but in MinIO."),
    ],
)
def test_a_negation_that_is_not_plain_changes_nothing(sentence, section):
    offered = replace(sections()["o-backup"], text=section)
    assert Evidence([offered, sections()["m-etcd"]]).judge(Claim.of(sentence), [0]) != {0: "unsupported"}


def test_most_negations_are_beyond_a_bag_of_words():
    """A limit that is known: the day this fails, say so in the documentation."""
    blind = [case for case in cases() if case.group == "beyond_words"]
    kept = [case for case in blind if read(f"{case.claim[:-1]} [1].", [case.cited]).outcome == "answered"]
    assert kept == blind
