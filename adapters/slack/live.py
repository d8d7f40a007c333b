"""Text that grows in the thread while a model writes: a stream, or where that is not possible an edited message.

All of it is a courtesy. What cannot be shown now is left to the finished answer, so nothing here raises.
"""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from typing import Any

from adapters.base import DeliveryError
from adapters.markdown import neutralise
from adapters.slack.posts import Posts
from adapters.slack.render import Post, markdown
from adapters.slack.workspace import Workspace
from rag_core.journal.records import Claim

log = logging.getLogger(__name__)

STREAM_CHARACTERS = 11_500  # of the 12,000 that one stream holds; vercel/chat#637
STREAM_SECONDS = 270.0  # of the about five minutes that it lives; slackapi/python-slack-sdk#1859
APPEND_EVERY, APPEND_AT_LEAST = 0.7, 20  # seconds and characters between two appends
EDIT_EVERY = 3.0  # seconds between two edits of a message; chat.update is Tier 3
EDIT_SHARE = 0.25  # of a minute's edits may be courtesies; the rest is kept for answers that are done
TITLE_MAX = 200  # of 256 characters; docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming

# Something at the end that may yet become a mention: it is held back until the next white space.
_UNFINISHED = re.compile(r"(?:<[^>\s]{0,80}|&[#\w]{0,6}|[@\w.+-]*@[\w.-]*)\Z")


@dataclass(slots=True)
class _Stream:
    began: float
    characters: int

    def spent(self, more: int) -> bool:
        """Whether it is too full or too old for more characters."""
        return self.characters + more > STREAM_CHARACTERS or time.monotonic() - self.began > STREAM_SECONDS


class Live:
    """The growing text of one reply. Belongs to the task that works on the question."""

    def __init__(self, workspace: Workspace, claim: Claim, posts: Posts) -> None:
        self._calls = workspace.calls
        self._directory = workspace.directory
        self._claim = claim
        self._posts = posts
        self._text = ""
        self._shown = ""  # the part of the text, defused, that can be seen
        self._last = 0.0  # when something was sent
        self._stream: _Stream | None = None
        self._streams = bool(posts.thread)
        self._given_up = bool(posts.ids)  # a reply stands there already: it is replaced when the answer is done
        self.title = "Searched the FAQ"

    async def grow(self, more: str) -> None:
        """Show more text, if it is time to."""
        self._text += more
        if self._given_up or time.monotonic() - self._last < (APPEND_EVERY if self._streams else EDIT_EVERY):
            return
        safe = neutralise(_UNFINISHED.sub("", self._text))
        if not safe.startswith(self._shown):
            return  # what is shown would read otherwise now: the finished answer puts it right
        piece = safe[len(self._shown) :][:STREAM_CHARACTERS]
        if len(piece) < APPEND_AT_LEAST:
            return
        self._last = time.monotonic()
        try:
            if await (self._append(piece) if self._streams else self._edit(safe)):
                self._shown += piece
        except DeliveryError as error:
            log.info("question %s: %s, going on without", self._claim.id, error.reason)
            self._fall_back(error)

    async def close(self) -> None:
        """End the stream, so that its message can be edited."""
        self._stream = None
        await self._posts.stop_stream()

    async def _append(self, piece: str) -> bool:
        stream = self._stream
        if stream and stream.spent(len(piece)):
            await self.close()
            stream = None
        chunk = {"type": "markdown_text", "text": piece}
        if stream is None:
            return await self._begin(chunk)
        where: dict[str, Any] = {"channel": self._posts.channel, "ts": self._posts.ids[-1]}
        if await self._calls.if_spare("chat.appendStream", **where, chunks=[chunk]) is None:
            return False
        stream.characters += len(piece)
        return True

    async def _begin(self, chunk: dict[str, str]) -> bool:
        """Start a stream, marked with the nonce as the id of a task that is done."""
        if not self._calls.pace.spare("chat.startStream"):
            self._streams = False
            return False
        nonce, asker = self._posts.next_nonce, self._claim.asker
        task = {"type": "task_update", "id": nonce, "title": self.title[:TITLE_MAX], "status": "complete"}
        to = {"recipient_user_id": asker, "recipient_team_id": await self._directory.team(asker)}
        await self._posts.place("chat.startStream", nonce, streaming=True, **to, chunks=[task, chunk])
        size = len(chunk["text"]) + len(self.title)
        self._stream = _Stream(began=time.monotonic(), characters=size)
        return True

    async def _edit(self, text: str) -> bool:
        """Show the text in a message of its own as far as one holds it."""
        post = Post(text="…", blocks=(markdown(text[:STREAM_CHARACTERS]),))
        if not self._calls.pace.spare("chat.update", share=EDIT_SHARE):
            return False
        await self._posts.settle()
        if self._posts.ids:
            await self._posts.edit(self._posts.ids[-1], post)
        elif self._calls.pace.post_spare(self._posts.channel):
            await self._posts.post(post)
        else:
            return False
        return True

    def _fall_back(self, error: DeliveryError) -> None:
        """From a stream to a message that is edited; from there to nothing until the answer is done."""
        over = error.reason.endswith("message_not_in_streaming_state")
        self._given_up = not self._streams or len(self._posts.ids) > 1 or (self._stream is not None and not over)
        self._streams, self._stream = False, None
