"""The orders of the demo and what becomes of each, week by week before the day the demo is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from manciple.founding.making import table


class Act(StrEnum):
    """What people do to orders; in a week they do it in this order."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    RECEIVE = "receive"
    INVOICE = "invoice"
    FINALIZE = "finalize"


class How(StrEnum):
    """In what way, where there are several."""

    WHOLE = ""
    HALF = "half"
    SHORT = "short"
    DEAR = "dear"


Step = tuple[int, Act, How]

CONFIRM: Step = (0, Act.CONFIRM, How.WHOLE)
CANCEL: Step = (2, Act.CANCEL, How.WHOLE)
RECEIVE: Step = (2, Act.RECEIVE, How.WHOLE)
HALF: Step = (2, Act.RECEIVE, How.HALF)
SHORT: Step = (2, Act.RECEIVE, How.SHORT)
INVOICE: Step = (2, Act.INVOICE, How.WHOLE)
DEAR: Step = (2, Act.INVOICE, How.DEAR)
FINALIZE: Step = (2, Act.FINALIZE, How.WHOLE)

#: What happens to an order after it is created, each step so many weeks after the one before.
FATES: dict[str, tuple[Step, ...]] = {
    "approved": (),
    "confirmed": (CONFIRM,),
    "canceled": (CONFIRM, CANCEL),
    "partly received": (CONFIRM, HALF),
    "received": (CONFIRM, RECEIVE),
    "received short": (CONFIRM, SHORT),
    "partly invoiced": (CONFIRM, HALF, INVOICE),
    "disputed": (CONFIRM, RECEIVE, DEAR),
    "invoiced": (CONFIRM, RECEIVE, INVOICE),
    "invoiced twice": (CONFIRM, HALF, INVOICE, RECEIVE, INVOICE),
    "finalized": (CONFIRM, RECEIVE, INVOICE, FINALIZE),
    "short finalized": (CONFIRM, SHORT, INVOICE, FINALIZE),
}


@dataclass(frozen=True, slots=True)
class Story:
    """An order: how many weeks ago it was made, for which vendor, how many lines, and what became of it.

    `charge` is freight per hundred of the order; `back` sends so many of the first line back.
    """

    place: int
    weeks: int
    vendor: str
    lines: int
    fate: str
    charge: str = ""
    back: int = 0

    def steps(self) -> list[tuple[int, Act, How]]:
        """What happens, with how many weeks ago; nothing happens after today."""
        weeks, steps = self.weeks, []
        for after, act, how in FATES[self.fate]:
            weeks = max(weeks - after, 0)
            steps.append((weeks, act, how))
        return steps


#: The week in which what is sent back goes back.
BACK_WEEKS = 4

STORIES = [
    Story(
        place,
        int(row["weeks"]),
        row["vendor"],
        int(row["lines"]),
        row["fate"],
        row.get("charge", ""),
        int(row.get("back", 0)),
    )
    for place, row in enumerate(
        table("""
        weeks | vendor | lines | fate            | charge | back
        14    | V-1001 | 4     | finalized       | 2.5    |
        14    | V-1005 | 3     | finalized       |        |
        14    | V-1003 | 6     | finalized       |        |
        14    | V-1008 | 1     | finalized       |        |
        12    | V-1002 | 5     | short finalized |        |
        12    | V-1010 | 4     | finalized       | 3      |
        12    | V-1006 | 5     | finalized       |        |
        12    | V-1007 | 2     | canceled        |        |
        10    | V-1001 | 6     | invoiced        | 2.5    | 20
        10    | V-1013 | 1     | invoiced        |        |
        10    | V-1003 | 8     | invoiced        |        |
        10    | V-1009 | 1     | invoiced        |        |
        10    | V-1004 | 3     | invoiced        | 4      | 2
        8     | V-1005 | 5     | invoiced        |        |
        8     | V-1002 | 3     | invoiced twice  |        |
        8     | V-1010 | 3     | invoiced        | 3      |
        8     | V-1008 | 2     | invoiced        |        |
        8     | V-1007 | 3     | invoiced        |        |
        8     | V-1001 | 5     | invoiced twice  | 2.5    |
        6     | V-1003 | 4     | disputed        |        |
        6     | V-1006 | 7     | invoiced        |        |
        6     | V-1004 | 2     | partly invoiced | 4      |
        6     | V-1012 | 1     | received        |        |
        6     | V-1005 | 4     | received        |        |
        6     | V-1002 | 5     | disputed        |        |
        4     | V-1010 | 2     | canceled        |        |
        4     | V-1001 | 3     | partly invoiced | 2.5    |
        4     | V-1002 | 5     | received short  |        |
        4     | V-1007 | 4     | received        |        |
        4     | V-1004 | 4     | partly received | 4      |
        3     | V-1006 | 3     | received        |        |
        3     | V-1008 | 2     | partly received |        |
        3     | V-1001 | 6     | partly received | 2.5    |
        3     | V-1009 | 1     | received        |        |
        2     | V-1002 | 4     | confirmed       |        |
        2     | V-1010 | 4     | confirmed       | 3      |
        1     | V-1003 | 7     | confirmed       |        |
        1     | V-1005 | 2     | confirmed       |        |
        1     | V-1013 | 1     | approved        |        |
        0     | V-1004 | 2     | confirmed       |        |
        0     | V-1006 | 4     | approved        |        |
        0     | V-1007 | 3     | approved        |        |
        0     | V-1001 | 5     | approved        | 2.5    |
    """)
    )
]
