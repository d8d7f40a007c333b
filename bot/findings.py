"""What the checks of `footnote doctor` say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check saw, and what to do about it; nothing where all is well, or the detail says so itself."""

    status: Status
    label: str
    detail: str
    remedy: str = ""
