from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag_core.errors import SourceError
from rag_core.sections import SECTION_MAX, split
from rag_core.types import Document, Section


def page(text: str, *, path: str = "docs/some_page.md", limit: int = SECTION_MAX) -> tuple[Section, ...]:
    return split(Document(path=path, text=text, source="docs"), max_chars=limit)


def headings(text: str) -> list[tuple[str, ...]]:
    return [section.headings for section in page(text)]


def only(text: str) -> Section:
    (section,) = page(text)
    return section


class TestHeadings:
    def test_the_path_holds_only_the_headings_that_exist(self):
        text = "# FAQ\nintro\n#### Deep?\nyes\n## Part\na\n### Sub\nb\n## Other\nc"
        assert headings(text) == [(), ("Deep?",), ("Part",), ("Part", "Sub"), ("Other",)]

    def test_setext_underlines_make_headings(self):
        assert headings("Title\n=====\na\n\nPart\n----\nb") == [(), ("Part",)]

    def test_a_second_h1_is_a_heading_of_its_own(self):
        text = "# One\na\n## Sub\nb\n# Two\nc\n## Sub\nd"
        assert headings(text) == [(), ("Sub",), ("Two",), ("Two", "Sub")]

    def test_an_h1_that_differs_from_the_front_matter_title_is_a_heading(self):
        text = "---\ntitle: Handbook\n---\n# Part\na"
        assert [s.breadcrumb for s in page(text)] == ["Handbook > Part"]

    @pytest.mark.parametrize(
        "text",
        [
            "```\n# not one\n```",
            "~~~sh\n# not one\n~~~",
            "    # not one",
            "> # not one",
            "- # not one\n\n  text",
            "<div>\n# not one\n</div>",
            "\\# not one",
            "#not one",
            "####### not one",
        ],
    )
    def test_a_hash_that_is_no_heading_splits_nothing(self, text):
        section = only(f"# Title\n\nbefore\n\n{text}\n\nafter")
        assert "not one" in section.text
        assert section.headings == ()

    def test_headings_that_a_list_swallowed_by_indentation_are_freed(self):
        swallowed = "  ## Boot\n\n  one\n\n  ```\n  code\n  ```\n\n  ## Crash\n\n  two"
        text = f"# T\n\n- [Boot](#boot)\n- [Crash](#crash)\n\n{swallowed}"
        assert [(s.heading, s.text) for s in page(text)] == [
            ("T", "- [Boot](#boot)\n- [Crash](#crash)"),
            ("Boot", "one\n\n```\ncode\n```"),
            ("Crash", "two"),
        ]

    def test_headings_inside_the_steps_of_a_list_stay_in_the_list(self):
        text = "1. First\n\n   ### Why\n\n   a\n2. Second\n\n   ### How\n\n   b"
        assert headings(text) == [()]

    def test_html_headings_count_with_their_id(self):
        first, second = page('<h1 align="center">Big <b>Title</b></h1>\n\na\n\n<h2 id="own">Part</h2>\n\nb')
        assert (first.title, first.headings, second.headings, second.anchor) == ("Big Title", (), ("Part",), "own")

    @pytest.mark.parametrize(
        ("source", "plain"),
        [
            ("Use `nlist` and **`nprobe`**", "Use nlist and nprobe"),
            ("See [the *guide*](https://a.b/c) now", "See the guide now"),
            ("![logo](x.png) Milvus", "Milvus"),
            ("![Milvus logo](x.png)", "Milvus logo"),
            ("A &amp; B <br/> C", "A & B C"),
            ("`a[i][j]` or [1]", "a[i][j] or [1]"),
            ("snake_case_name ~~old~~ \\*new\\*", "snake_case_name old *new*"),
            ("What is <pod-name>?", "What is <pod-name>?"),
            ('<a id="x"></a>Real title ##', "Real title"),
        ],
    )
    def test_heading_text_is_free_of_markdown(self, source, plain):
        assert headings(f"# T\n## {source}\ntext") == [(plain,)]

    def test_headings_without_own_text_are_only_part_of_paths(self):
        assert headings("# T\n## Group\n### A\na\n## Empty\n## Group\n### B\nb") == [("Group", "A"), ("Group", "B")]

    def test_a_heading_without_words_ends_nothing(self):
        assert only("## A\none\n\n#\n\ntwo").text == "one\n\ntwo"

    def test_what_is_too_long_for_a_heading_is_text(self):
        long = "word " * 80
        assert only(f"## {long}\n").text == long.strip()


class TestTitle:
    def test_front_matter_comes_first_then_the_first_h1_then_the_file_name(self):
        assert only("---\ntitle: The `front`\n---\n# H1\ntext").title == "The front"
        assert only("## Sub\n# H1\ntext").title == "H1"
        assert only("text").title == "Some page"

    @pytest.mark.parametrize(
        ("path", "title"),
        [
            ("a/install-guide.md", "Install guide"),
            ("a/b_c/README.md", "B c"),
            ("index.md", "Index"),
            ("v2.4.md", "V2.4"),
        ],
    )
    def test_a_file_name_is_made_readable(self, path, title):
        assert page("text", path=path)[0].title == title


class TestAnchors:
    def test_duplicate_headings_are_numbered_as_on_github(self):
        text = "# Dup\n## Dup\na\n## Dup\nb\n## Dup 1\nc\n## Dup\nd"
        assert [s.anchor for s in page(text)] == ["dup-1", "dup-2", "dup-1-1", "dup-3"]

    def test_the_top_of_the_page_has_no_anchor(self):
        assert [s.anchor for s in page("badge\n\n# T\nintro\n## A\na")] == ["", "a"]

    @pytest.mark.parametrize("mark", ["{#own-id}", "{: #own-id }"])
    def test_an_id_that_the_page_gives_is_the_anchor(self, mark):
        section = only(f"# T\n## Part {mark}\na")
        assert (section.heading, section.anchor) == ("Part", "own-id")

    def test_the_url_is_the_rule_and_the_anchor(self):
        document = Document(path="en/faq/a b.md", text="# T\nx\n## Größe?\ny", source="s")
        urls = [s.url for s in split(document, base_url="https://x.io/docs/{slug}")]
        assert urls == ["https://x.io/docs/a%20b", "https://x.io/docs/a%20b#gr%C3%B6%C3%9Fe"]

    def test_the_page_itself_can_name_its_url(self):
        document = Document(path="a.md", text="---\nurl: https://x.io/real\n---\n## A\nx", source="s")
        assert split(document, base_url="https://x.io/")[0].url == "https://x.io/real#a"

    def test_an_unknown_placeholder_is_refused_by_name(self):
        with pytest.raises(SourceError, match=r"\{lang\}.*\{path\}"):
            split(Document(path="a.md", text="x", source="s"), base_url="https://x.io/{lang}/{path}")


class TestText:
    def test_front_matter_and_comments_are_no_text(self):
        text = "---\nid: x\n---\n# T\n<!-- TOC -->\n\n<!-- /TOC -->\nReal <!-- not\nthis --> text"
        assert only(text).text == "Real  text"

    def test_tags_go_and_their_words_stay(self):
        note = '<div class="note">\n  <p>Mind <b>this</b>.</p>\n</div>'
        text = f"Press <kbd>Ctrl</kbd>+<kbd>C</kbd>.\n\n{note}\n\none<br>two"
        assert only(text).text == "Press Ctrl+C.\n\nMind this.\n\none two"

    def test_html_tables_keep_their_cells_apart(self):
        text = "<table>\n<tr><th>Index</th><th>Recall</th></tr>\n<tr><td>FLAT</td><td>100%</td></tr>\n</table>"
        assert only(text).text.split() == ["Index", "Recall", "FLAT", "100%"]

    def test_code_is_untouched(self):
        code = "```html\n<!-- kept -->\n<div>&lt;</div>\n```"
        assert only(f"{code}\n\nThe tag `<br>` and `a &amp; b`").text == f"{code}\n\nThe tag `<br>` and `a &amp; b`"

    def test_code_inside_lists_is_untouched(self):
        text = "- first <b>bold</b>\n\n  ```\n  <b>kept</b>\n  ```\n- `<i>`"
        assert only(text).text == "- first bold\n\n  ```\n  <b>kept</b>\n  ```\n- `<i>`"

    def test_placeholders_and_links_in_angle_brackets_are_words(self):
        text = "Run logs <pod-name> with <your-token>, see <https://milvus.io> and a < b > c"
        assert only(text).text == text

    def test_details_and_include_markers_stay_readable(self):
        text = "<details>\n<summary>Why?</summary>\n\nBecause.\n\n</details>\n\n{{fragments/cpu.md}}"
        assert only(text).text == "Why?\n\nBecause.\n\n{{fragments/cpu.md}}"

    def test_links_by_reference_keep_their_address_wherever_they_are_cut_to(self):
        text = "# T\n## A [b][1]\nsee [guide][1]\n## C\nlast\n\n[1]: https://x.io/guide"
        assert [(s.heading, s.text) for s in page(text)] == [
            ("A b", "see [guide](https://x.io/guide)"),
            ("C", "last"),
        ]

    def test_scripts_and_styles_are_no_text(self):
        assert only("<style>\np { color: red }\n\n</style>\n\nText\n\n<script>\nx()\n</script>").text == "Text"

    def test_indented_and_preformatted_code_becomes_a_fence(self):
        assert only("Run:\n\n    a --b\n      c").text == "Run:\n\n```\na --b\n  c\n```"
        assert only("<pre>\nx &lt; <b>y</b>\n</pre>").text == "```\nx < y\n```"

    def test_a_fence_left_open_is_closed(self):
        assert only("```\ncode\n").text == "```\ncode\n```"
        assert only("1. a\n   ```\n   code\n\nafter").text == "1. a\n   ```\n   code\n   ```\n\nafter"

    def test_control_characters_reach_nobody(self):
        assert only("a\x1b[31mb\x00c\x9bd").text == "a [31mb c d"

    def test_line_ends_and_byte_order_mark_change_nothing(self):
        text = "---\ntitle: T\n---\n\nPart\n----\n- a\n- b\n\n```\nx\n```\n"
        assert page("\ufeff" + text.replace("\n", "\r\n")) == page(text) == page(text.replace("\n", "\r"))

    @pytest.mark.parametrize(
        "text", ["", "\n \n", "# Only\n## headings", "<!-- only -->", "---\ntitle: x\n---\n", "***"]
    )
    def test_a_page_without_text_has_no_sections(self, text):
        assert page(text) == ()


class TestLongSections:
    def test_parts_keep_heading_path_anchor_and_url_and_have_ids_of_their_own(self):
        text = "# T\n## A\n" + "\n\n".join(f"Paragraph {n}. " + "word " * 60 for n in range(12))
        parts = page(text, limit=1000)
        assert len(parts) == 4
        assert {(s.headings, s.anchor, s.url) for s in parts} == {(("A",), "a", "")}
        assert len({s.id for s in parts}) == len({s.digest for s in parts}) == 4

    def test_paragraphs_stay_whole_when_they_fit(self):
        blocks = [f"Start{n} " + "word " * 30 + f"end{n}." for n in range(10)]
        assert "\n\n".join(s.text for s in page("\n\n".join(blocks), limit=400)) == "\n\n".join(blocks)

    def test_a_fence_too_long_is_opened_again_in_each_part(self):
        code = [f"print({n})" for n in range(100)]
        parts = page("```python\n" + "\n".join(code) + "\n```", limit=300)
        assert all(s.text.startswith("```python\n") and s.text.endswith("\n```") for s in parts)
        assert [line for s in parts for line in s.text.split("\n")[1:-1]] == code

    def test_a_table_too_long_repeats_its_head(self):
        rows = [f"| name {n} | value {n} |" for n in range(50)]
        parts = page("| Name | Value |\n| --- | --- |\n" + "\n".join(rows), limit=300)
        assert all(s.text.startswith("| Name | Value |\n| --- | --- |\n| name") for s in parts)
        assert [line for s in parts for line in s.text.split("\n")[2:]] == rows

    def test_a_list_too_long_is_cut_between_items(self):
        items = [f"- Item {n}\n  goes on here" for n in range(40)]
        parts = page("\n".join(items), limit=200)
        assert all(s.text.startswith("- Item") and s.text.endswith("goes on here") for s in parts)

    def test_a_paragraph_too_long_is_cut_between_sentences(self):
        parts = page("This is one sentence of it. " * 40, limit=200)
        assert all(s.text.startswith("This is") and s.text.endswith("of it.") for s in parts)

    def test_one_word_too_long_is_cut_anywhere(self):
        assert "".join(s.text for s in page("x" * 999, limit=100)) == "x" * 999


class TestIdentity:
    def test_ids_and_digests_are_32_hexadecimal_digits(self):
        section = only("text")
        assert re.fullmatch(r"[0-9a-f]{32}", section.id)
        assert re.fullmatch(r"[0-9a-f]{32}", section.digest)

    def test_new_text_changes_the_digest_and_not_the_id(self):
        before, after = only("## A\nold"), only("## A\nnew")
        assert before.id == after.id
        assert before.digest != after.digest

    def test_a_new_title_or_heading_changes_the_digest(self):
        digests = {only(text).digest for text in ("# T\n## A\nx", "# U\n## A\nx", "# T\n## B\nx", "# T\n### A\nx")}
        assert len(digests) == 3

    def test_the_same_page_of_two_sources_has_two_ids(self):
        ids = {split(Document(path="a.md", text="x", source=source))[0].id for source in ("one", "two")}
        assert len(ids) == 2

    def test_front_matter_decides_audience_and_time(self):
        document = Document(
            path="a.md", text="---\naudience: public\ndate: 2024-07-08\n---\nx", source="s", updated=datetime.now(UTC)
        )
        (section,) = split(document)
        assert (section.audience, section.updated) == ("public", datetime(2024, 7, 8, tzinfo=UTC))

    def test_without_front_matter_the_document_decides(self):
        updated = datetime(2025, 1, 2, tzinfo=UTC)
        (section,) = split(Document(path="a.md", text="x", source="s", updated=updated, audience="public"))
        assert (section.audience, section.updated, section.source) == ("public", updated, "s")


def test_the_milvus_faq_is_cut_at_all_its_questions(milvus_faq: Path, dev_questions: Path):
    found = set()
    for file in milvus_faq.glob("*.md"):
        found |= {(file.name, s.heading) for s in page(file.read_text(), path=file.name)}
    rows = [json.loads(line) for line in dev_questions.read_text().splitlines()]
    gold = {(g["page"], g["heading"]) for row in rows for g in row["gold"] if g["page"].startswith("faq/")}
    assert {(name.removeprefix("faq/"), heading) for name, heading in gold} <= found
