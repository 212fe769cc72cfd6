"""Which files may be attached: by their endings and their size (06 §12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from manciple.kernel.refusals import Refusal

from ..messages import EMPTY_FILE, EXTENSION, FILE_SIZE, FILE_TYPE, PASSIVE
from ..terms import EXTENSIONS, KILOBYTES, TypeFacts, UploadFacts

ENDING = re.compile(r"[a-z0-9]{1,10}")
#: What a browser or a desktop would run when somebody opens it.
ACTIVE = frozenset((
    "bat", "cmd", "com", "dll", "exe", "hta", "htm", "html", "jar", "js", "lnk", "msi", "ps1", "scr", "sh", "svg",
    "vbs", "xhtml"))  # fmt: skip


def extension(name: str) -> str:
    """The ending of a file's name, in small letters; blank when it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""


def fits(upload: UploadFacts, kind: TypeFacts | None) -> Iterator[Refusal]:
    """The file is of a possible type and size, and there is something in it."""
    possible: Sequence[str] = kind.extensions if kind and kind.extensions else EXTENSIONS
    ending = extension(upload.name)
    if ending not in {each.casefold() for each in possible}:
        yield FILE_TYPE(field="file", extension=ending or "–", possible=sorted(possible))
    most = kind.kilobytes if kind else KILOBYTES
    if upload.size > most * 1024:
        yield FILE_SIZE(field="file", kilobytes=-(-upload.size // 1024), most=most)
    if upload.size == 0:
        yield EMPTY_FILE(field="file", name=upload.name)


def endings_fit(endings: Iterable[str]) -> Iterator[Refusal]:
    """What is said to be possible are endings of file names, and none of programs."""
    for each in endings:
        if not ENDING.fullmatch(each.casefold()):
            yield EXTENSION(field="extensions", extension=each)
        elif each.casefold() in ACTIVE:
            yield PASSIVE(field="extensions", extension=each)
