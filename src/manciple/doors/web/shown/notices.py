"""What an answer tells the page beside its content."""

from __future__ import annotations

import json
from typing import Any


def trigger(*, toast: str = "", tone: str = "success", url: str = "", link: str = "", close: bool = False,
            record_changed: bool = False) -> str:  # fmt: skip
    """The value of `HX-Trigger`: a notice, closing dialogs, fetching the record anew."""
    told: dict[str, Any] = {}
    if toast:
        told["toast"] = {"text": toast, "tone": tone, **({"url": url, "link": link} if url else {})}
    if close:
        told["dialog-close"] = {}
    if record_changed:
        told["record-changed"] = {}
    return json.dumps(told)
