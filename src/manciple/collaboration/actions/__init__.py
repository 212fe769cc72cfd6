"""Every write of attachments, activities and cases; packages of documents use `on_document`."""

from .activities import complete, reopen, start, stop
from .attachments import delete
from .cases import cancel, close, link, pursue, unlink
from .documents import on_document

__all__ = [
    "cancel", "close", "complete", "delete", "link", "on_document", "pursue", "reopen", "start", "stop", "unlink",
]  # fmt: skip
