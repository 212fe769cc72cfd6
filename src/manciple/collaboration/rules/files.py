"""Which files may be attached: by their endings, their content and their size (06 §12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from manciple.kernel.refusals import Refusal

from ..messages import EMPTY_FILE, EXTENSION, FILE_CONTENT, FILE_SIZE, FILE_TYPE, PASSIVE
from ..terms import EXTENSIONS, KILOBYTES, TypeFacts, UploadFacts

ENDING = re.compile(r"[a-z0-9]{1,10}")
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg)\b", re.IGNORECASE)
#: What a browser or a desktop would run when somebody opens it.
ACTIVE = frozenset((
    "bat", "cmd", "com", "dll", "exe", "hta", "htm", "html", "jar", "js", "lnk", "msi", "ps1", "scr", "sh", "svg",
    "vbs", "xhtml"))  # fmt: skip


#: How files begin that are what their ending says; what is not named here is text.
PACKED, COMPOUND = (b"PK\x03\x04", b"PK\x05\x06"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF",), "png": (b"\x89PNG\r\n\x1a\n",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"), "webp": (b"RIFF",),
    "tif": (b"II*\x00", b"MM\x00*"), "tiff": (b"II*\x00", b"MM\x00*"),
    **dict.fromkeys(("docx", "odp", "ods", "odt", "pptx", "xlsx", "zip"), PACKED),
    **dict.fromkeys(("doc", "msg", "ppt", "xls"), COMPOUND),
}  # fmt: skip
TEXTS = frozenset(("csv", "eml", "json", "md", "txt", "xml"))


def extension(name: str) -> str:
    """The ending of a file's name, in small letters; blank when it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""


def fits(upload: UploadFacts, kind: TypeFacts | None) -> Iterator[Refusal]:
    """The file is of a possible type and size, and what is in it is what its ending says."""
    possible: Sequence[str] = kind.extensions if kind and kind.extensions else EXTENSIONS
    ending = extension(upload.name)
    if ending not in {each.casefold() for each in possible}:
        yield FILE_TYPE(field="file", extension=ending or "–", possible=sorted(possible))
    most = kind.kilobytes if kind else KILOBYTES
    if upload.size > most * 1024:
        yield FILE_SIZE(field="file", kilobytes=-(-upload.size // 1024), most=most)
    if upload.size == 0:
        yield EMPTY_FILE(field="file", name=upload.name)
    elif not is_what_it_says(ending, upload.head):
        yield FILE_CONTENT(field="file", name=upload.name, extension=ending)


def is_what_it_says(ending: str, head: bytes) -> bool:
    """Whether a file begins as its ending says; texts hold no control characters, and are no pages of a browser."""
    if ending in BEGINNINGS:
        return head.startswith(BEGINNINGS[ending])
    if ending not in TEXTS:
        return True
    is_page = PAGE.search(head) is not None
    return not is_page and (b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")))


def endings_fit(endings: Iterable[str]) -> Iterator[Refusal]:
    """What is said to be possible are endings of file names, and none of programs."""
    for each in endings:
        if not ENDING.fullmatch(each.casefold()):
            yield EXTENSION(field="extensions", extension=each)
        elif each.casefold() in ACTIVE:
            yield PASSIVE(field="extensions", extension=each)
