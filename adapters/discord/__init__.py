"""Discord: messages and interactions in, streamed and cited replies out, over the gateway."""

from __future__ import annotations
