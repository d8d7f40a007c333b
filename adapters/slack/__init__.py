"""Slack: events in, streamed and cited replies out, over Socket Mode."""

from __future__ import annotations
