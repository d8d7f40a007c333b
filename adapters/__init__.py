"""One package per place where people ask; what they share lies beside them."""

from __future__ import annotations
