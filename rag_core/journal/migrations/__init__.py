"""The journal's schema, step by step. A step that a release has shipped is never changed again."""

from __future__ import annotations
