"""Programs too long for a message leave the answer as files."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.markdown import extract_programs, longest_program
from tests.strategies import answers

PAGE = "<html>\n" + "<p>text</p>\n" * 500 + "</html>\n"


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(answers())
def test_no_long_program_stays_and_every_file_has_a_name_of_its_own(text):
    rest, programs = extract_programs(text, longer_than=500)
    assert longest_program(rest) <= 500
    assert all(len(program.content) > 500 and f"📎 `{program.name}`" in rest for program in programs)
    assert len({program.name.lower() for program in programs}) == len(programs)


def test_a_page_leaves_a_line_that_names_its_file():
    rest, (page,) = extract_programs(f"Here it is [1]:\n\n```html\n{PAGE}```\n\nEnjoy.", longer_than=3_000)
    assert rest == "Here it is [1]:\n\n📎 `page.html`\n\nEnjoy."
    assert (page.name, page.language, page.content) == ("page.html", "html", PAGE)


def test_a_short_program_stays():
    text = "```python\nprint(1)\n```"
    assert extract_programs(text, longer_than=100) == (text, ())


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("python", "program.py"),
        ("Python3", "program.py"),
        ("js", "program.js"),
        ("c++", "program.cpp"),
        ("bash", "script.sh"),
        ("yml", "config.yaml"),
        ("css", "style.css"),
        ("lua", "program.lua"),
        ("some strange thing", "program.some"),
        ("Ünïcödé", "text.txt"),
        ("", "text.txt"),
        ('python title="app.py"', "app.py"),
        ("js:src/a.test.js", "a.test.js"),
        ("index.html", "index.html"),
        ("python {file=../../etc/x.py}", "x.py"),
        ("text ..", "text.txt"),
    ],
)
def test_a_file_is_named_after_the_info_string(info, name):
    assert extract_programs(f"~~~{info}\nx\n~~~", longer_than=0)[1][0].name == name


def test_a_page_is_known_without_an_info_string():
    assert extract_programs("```\n<!DOCTYPE html>\n```", longer_than=0)[1][0].name == "page.html"


def test_equal_names_are_numbered():
    text = "```py\na\n```\n```py\nb\n```\n```py app.py\nc\n```\n```py App.py\nd\n```"
    names = [program.name for program in extract_programs(text, longer_than=0)[1]]
    assert names == ["program.py", "program-2.py", "app.py", "App-2.py"]


def test_the_line_stays_in_its_list_and_quote():
    rest, _ = extract_programs("> - Run:\n>   ```sh\r\n>   ls\n>   ```\n> - b", longer_than=0)
    assert rest == "> - Run:\n>   📎 `script.sh`\n> - b"


def test_an_unclosed_program_goes_to_its_end():
    rest, (program,) = extract_programs("a\n```py\nb\n\nc", longer_than=0)
    assert (rest, program.content) == ("a\n📎 `program.py`", "b\n\nc\n")
