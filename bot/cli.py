"""`footnote`: the command line. What a command refuses becomes one sentence and an exit code."""

from __future__ import annotations

import argparse
import errno
import importlib
import math
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot import __version__

if TYPE_CHECKING:
    from bot.config import Settings

OK, FOUND_PROBLEM, USAGE, START_FAILED = 0, 1, 2, 3
_NO_OUTPUT = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})

_EXAMPLES = """\
examples:
  footnote ingest docs/ --base-url https://example.com/docs/
  footnote ask "How do I reset my password?"
  footnote chat
  footnote doctor
  footnote run

Settings come from the environment and from .env in the working folder;
.env.example lists them all.
"""


def main(arguments: Sequence[str] | None = None, settings: Settings | None = None) -> int:
    """Run one command, with the settings of the environment unless others are given.

    Returns the exit code: 0 fine, 1 a gate or check failed, 2 usage or setting, 3 start failed.
    """
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    try:
        try:
            return _command_line(arguments, settings)
        finally:
            sys.stdout.flush()
    except OSError as error:
        return _unwritten(error)


def _nowhere() -> TextIO:
    """In place of a stream that whoever started us has closed."""
    return Path(os.devnull).open("w", encoding="utf-8")


def _command_line(arguments: Sequence[str] | None, settings: Settings | None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return USAGE
    return _run(options, settings)


def _run(options: argparse.Namespace, settings: Settings | None) -> int:
    from bot.config import ConfigError, from_environment
    from bot.logs import configure
    from rag_core.errors import CoreError

    try:
        settings = settings or from_environment()
        configure(settings.log_level)
        command = importlib.import_module(f"bot.commands.{options.command}")
        code: int = command.run(options, settings)
        return code
    except ConfigError as error:
        return _refuse(str(error))
    except CoreError as error:
        return _refuse(str(error), START_FAILED)
    except KeyboardInterrupt:
        return 130  # 128 + SIGINT, as shells count


def _unwritten(error: OSError) -> int:
    """End in order when what we print has no place any more; raise any other error."""
    if error.errno not in _NO_OUTPUT or error.filename is not None:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit
    if isinstance(error, BrokenPipeError):
        return OK  # the reader of our output has seen enough
    return _refuse(f"the output cannot be written ({error.strerror}). Send it to where there is room.", START_FAILED)


def _refuse(sentence: str, code: int = USAGE) -> int:
    for line in sentence.splitlines():
        print(f"footnote: {line}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="footnote",
        description="Answers from your own FAQ and docs, with a citation behind every claim.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"footnote {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for add in (
        _add_ingest,
        _add_ask,
        _add_chat,
        _add_compare,
        _add_search,
        _add_sources,
        _add_evaluate,
        _add_classify,
        _add_gaps,
        _add_stats,
        _add_forget,
        _add_doctor,
        _add_run,
        _add_manifest,
    ):
        add(commands)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001  # argparse has no public name for it


def _command(
    commands: _Commands[argparse.ArgumentParser], name: str, help_: str, example: str, module: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_,
        description=help_,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=module or name)
    return parser


def _add_ingest(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "ingest",
        "read pages and make them the live index",
        "footnote ingest milvus_docs_2.4.x_en.zip --include 'en/faq/*.md' --base-url 'https://milvus.io/docs/{name}'",
    )
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="folder, file, zip or URL (default FOOTNOTE_SOURCES)"
    )
    parser.add_argument("--include", metavar="GLOB", help="which files are pages (default FOOTNOTE_INCLUDE: **/*.md)")
    parser.add_argument("--base-url", metavar="URL", help="where the pages are published (default FOOTNOTE_BASE_URL)")
    parser.add_argument(
        "--audience", choices=("internal", "public"), help="of pages that do not say (default FOOTNOTE_AUDIENCE)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    parser.add_argument("--rebuild", action="store_true", help="embed everything anew, whatever is stored")


def _add_ask(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "ask", "answer one question, with its sources", 'footnote ask "How is data stored in milvus?"'
    )
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--no-retrieval", action="store_true", help="let the model answer from memory, uncited")
    _add_answer_options(parser)


def _add_chat(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "chat", "talk in the terminal; follow-up questions work", "footnote chat")
    _add_depth(parser)


def _add_compare(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "compare",
        "the same question with and without your docs, side by side",
        'footnote compare "Write HTML code to build a fancy website about Milvus" --save out/',
    )
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument("--json", action="store_true", help="print both answers as JSON")
    _add_answer_options(parser)


def _add_search(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "search", "the sections that a question finds, without an answer", 'footnote search "backup" --top 3'
    )
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument("--json", action="store_true", help="print the sections as JSON")
    parser.add_argument("--top", type=_positive, default=10, metavar="N", help="how many sections (default 10)")


def _add_sources(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "sources", "what is indexed and how old it is", "footnote sources")
    parser.add_argument("--json", action="store_true", help="print the pages as JSON")


def _add_evaluate(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "eval",
        "measure the search on questions with known sections",
        "footnote eval questions.jsonl --fail-under mrr=0.8",
        module="evaluate",
    )
    parser.add_argument("questions", metavar="QUESTIONS.jsonl")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--run-out", metavar="FILE", help="write what each question found, a JSON line each")
    _add_gates(parser)
    parser.add_argument("--answers", action="store_true", help="let the model answer every question (costs tokens)")


def _add_classify(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "classify",
        "measure how well questions are told from other messages",
        "footnote classify messages.jsonl --fail-under precision=0.95 --fail-under recall=0.90",
    )
    parser.add_argument("messages", metavar="MESSAGES.jsonl", help="lines of id, lang, text, mentions_others, question")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--errors", action="store_true", help="list the messages that were judged wrongly")
    parser.add_argument("--model", action="store_true", help="let the model decide in doubt (costs tokens)")
    _add_gates(parser)


def _add_gaps(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "gaps", "what people ask that the docs do not answer, by topic", "footnote gaps --since 7d --top 10"
    )
    _add_period(parser)
    parser.add_argument("--json", action="store_true", help="print the topics with all their questions as JSON")
    parser.add_argument("--top", type=_positive, default=20, metavar="N", help="how many topics (default 20)")
    parser.add_argument("--model", action="store_true", help="let the model say which topics are one (costs tokens)")


def _add_stats(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "stats",
        "questions, outcomes, votes, latency, tokens and cost",
        "footnote stats --since 2026-11-01 --by channel --csv",
    )
    _add_period(parser)
    parser.add_argument(
        "--by", choices=("day", "channel", "source"), default="day", help="a line for each (default day, in UTC)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the lines as JSON")
    form.add_argument("--csv", action="store_true", help="print the lines as CSV")


def _add_forget(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "forget", "erase what a person asked, also while the bot runs", "footnote forget --user U012345"
    )
    parser.add_argument("--user", required=True, metavar="ID", help="the platform's id of the person")
    parser.add_argument("--platform", choices=("slack", "discord"), help="only there (default both)")


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=_since, default="30d", metavar="WHEN", help="30d, 12h, or 2026-11-01 in UTC (default 30d)"
    )
    parser.add_argument("--platform", choices=("slack", "discord"), help="only there (default both)")


def _add_doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "doctor", "check settings, keys, model, index and embedding", "footnote doctor")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def _add_run(commands: _Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "run", "answer on every platform that has a token, until stopped", "footnote run")


def _add_manifest(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "manifest", "print what a platform must know of the bot", "footnote manifest slack")
    parser.add_argument("platform", choices=("slack", "discord"))
    parser.add_argument("--name", default="Footnote", help="what the bot is called (default Footnote)")


def _add_answer_options(parser: argparse.ArgumentParser) -> None:
    _add_depth(parser)
    parser.add_argument("--save", metavar="FOLDER", help="write the answer, and the programs in it, to files there")


def _add_depth(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--depth", choices=("quick", "deep", "auto"), help="how hard to think (default ANSWER_DEPTH)")


def _add_gates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fail-under",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        type=_gate,
        help="exit with 1 when the figure is lower; may be repeated",
    )


def _positive(value: str) -> int:
    if not re.fullmatch(r"0*[1-9]\d{0,5}", value):
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 on")
    return int(value)


def _since(value: str) -> datetime:
    """The time from which on; days and hours are counted back from now, dates begin in UTC."""
    found = re.fullmatch(r"(\d{1,5})([dh])", value)
    try:
        if found:
            return datetime.now(UTC) - int(found[1]) * (timedelta(days=1) if found[2] == "d" else timedelta(hours=1))
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{value!r} is neither 30d nor 12h nor a date such as 2026-11-01") from error


def _gate(value: str) -> tuple[str, float]:
    name, _, bound = value.partition("=")
    try:
        number = float(bound)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{value!r} is not NAME=VALUE, such as mrr=0.8")
    return name, number


if __name__ == "__main__":
    sys.exit(main())
