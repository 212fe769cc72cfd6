"""Commands that keep an instance in order: verify, jobs, tokens, completion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from manciple.kernel import actions, authority, forms, jobs, reading, seals, verify
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.models import Job
from manciple.kernel.refusals import Invalid, NotFound
from manciple.kernel.running import run

from .asking import Asker
from .showing import Screen

ISSUE = "issue"


def verify_books(screen: Screen, asker: Asker) -> bool:
    """Recomputes the books of a company, or of all of the user's; False when something differs."""
    codes = [asker.company] if asker.company else [each.code for each in authority.companies_of(asker.user_id())]
    found = []
    for code in codes:
        ctx = Asker(code, asker.user).context()
        broken = verify.check(ctx.company, lambda key: screen.fault(f"  {key}") if screen.live else None)
        found += [(code, each) for each in broken]
    names = ("invariant", "record", "number", "field", "stored", "computed")
    rows = [(code, *(getattr(each, name) for name in names)) for code, each in found]
    if screen.as_json:
        screen.json({"companies": codes, "invariants": [each.key for each in verify.every()],
                     "differences": [dict(zip(("company", *names), row, strict=True)) for row in rows]})  # fmt: skip
    elif rows:
        screen.rows(("company", *names), rows)
    else:
        screen.say(f"{len(list(verify.every()))} rules hold in {', '.join(codes) or 'no company'}: no difference.")
    return not rows


def verify_audit(screen: Screen, asker: Asker) -> bool:
    """Recomputes the seals of the audit log, of each company and of none; False when a row was tampered with."""
    codes = [asker.company] if asker.company else [each.code for each in authority.companies_of(asker.user_id())]
    logs = {code: Asker(code, asker.user).context().company for code in codes}
    found = [(code, each) for code, company in {"": None, **logs}.items() for each in seals.check(company)]
    names = ("seal", "row", "what")
    rows = [(code, *(getattr(each, name) for name in names)) for code, each in found]
    if screen.as_json:
        screen.json(
            {"companies": codes, "tampered": [dict(zip(("company", *names), row, strict=True)) for row in rows]}
        )
    elif rows:
        screen.rows(("company", *names), rows)
    else:
        screen.say(f"The audit log of {', '.join(codes) or 'no company'} is as it was sealed.")
    return not rows


def job_list(screen: Screen, ctx: Context, number: int | None, cancel: bool) -> None:
    """The user's jobs, or one of them; asks it to stop."""
    if number is not None and cancel:
        jobs.ask_cancel(number, ctx)
    with reading.reading(ctx):
        query = Job.objects.filter(company=ctx.company, user_id=ctx.user).order_by("-id")
        found = list(query.filter(pk=number) if number is not None else query[:50])
    if number is not None and not found:
        raise NotFound(f"job {number}")
    names = ("id", "status", "label", "done", "total", "refused", "created_at", "ended_at")
    rows = [[getattr(each, name) for name in names] for each in found]
    if screen.as_json:
        shown = [dict(zip(names, row, strict=True)) for row in rows]
        screen.json(shown if number is None else shown[0] | {"outcome": found[0].outcome})
    else:
        screen.rows(names, rows)


def issue_token(screen: Screen, ctx: Context, name: str, user: str, companies: Sequence[str], days: int) -> None:
    """A token for a program. It is shown this once."""
    action = next((each for each in actions.every() if each.key == ISSUE and each.creates), None)
    if action is None:
        raise Invalid(("token", "no action of this instance issues tokens"))
    told = {"name": name, "user": user or ctx.user_name, "legal_entities": list(companies),
            "expires_on": ctx.today + timedelta(days=days)}  # fmt: skip
    screen.answer(run(action.record, action.key, (), read(action.args, told), ctx))


SHELLS = {
    "bash": 'complete -W "{words}" manciple\n',
    "zsh": "#compdef manciple\n_manciple() {{ _values word {quoted} }}\ncompdef _manciple manciple\n",
    "fish": 'complete -c manciple -f -a "{words}"\n',
}


def completion(screen: Screen, shell: str, commands: Sequence[str]) -> None:
    """A script that completes commands, forms and actions."""
    if shell not in SHELLS:
        raise Invalid(("shell", f"is one of {', '.join(SHELLS)}"))
    words = sorted({*commands, *(each.key for each in forms.every()), *(each.key for each in actions.every())})
    screen.say(SHELLS[shell].format(words=" ".join(words), quoted=" ".join(f"'{word}'" for word in words)).rstrip())
