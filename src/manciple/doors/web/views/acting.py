"""Action dialogs: fill in, preview, run; for one record, one line, or the chosen rows of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manciple.kernel import actions, forms, jobs, reading, running
from manciple.kernel.actions import Action
from manciple.kernel.args import read
from manciple.kernel.authority import has
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Invalid, NotFound, Refused
from manciple.kernel.running import Answer

from .. import controls, shown, written
from ..middleware import of_company
from ..shell import address
from ..shown import Change, Dialog, Effects, Fault, Link, Outcome, Preview
from .work import shown_job

AT_ONCE = 100
MOST_CHANGES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """An action a visitor asks for: of which records, and where its dialog is."""

    form: type[Form]
    record: type[Stored]
    action: Action
    targets: Sequence[Any]
    url: str
    many: bool
    ctx: Context

    @property
    def subtitle(self) -> str:
        """What the action is about."""
        names = [" · ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in self.targets]
        return ", ".join(names[:5]) + (f" … ({len(names)})" if len(names) > 5 else "")


def _action(record: type[Stored], key: str, ctx: Context) -> Action:
    try:
        found = actions.find(record, key)
    except KeyError as error:
        raise NotFound(key) from error
    if not has(ctx.duties, found.duty):
        raise NotFound(key)
    return found


@require_http_methods(["GET", "POST"])
@of_company
def act(request: HttpRequest, company: str, key: str, number: str, action: str) -> HttpResponse:
    """An action on one record."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    name = reading.name_of(form.of, number)
    return _dialog(request, Asked(form, form.of, _action(form.of, action, ctx), [name], request.path, False, ctx))


@require_http_methods(["GET", "POST"])
@of_company
def act_on_line(request: HttpRequest, company: str, key: str, number: str, grid: str, line: int, action: str) -> HttpResponse:
    """An action on one line of a document."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    record = reading.grid(form, grid).of
    return _dialog(request, Asked(form, record, _action(record, action, ctx), [(number, line)], request.path, False, ctx))


@require_http_methods(["GET", "POST"])
@of_company
def act_on_many(request: HttpRequest, company: str, key: str, action: str) -> HttpResponse:
    """An action on the chosen rows of a list."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    told = request.POST.get("numbers", "") if request.method == "POST" else request.GET.get("numbers", "")
    names = [reading.name_of(form.of, part) for part in dict.fromkeys(told.split(",")) if part]
    return _dialog(request, Asked(form, form.of, _action(form.of, action, ctx), names, request.path, True, ctx))


def _dialog(request: HttpRequest, asked: Asked) -> HttpResponse:
    if request.method == "GET":
        return _open(request, asked)
    return _carry_out(request, asked)


# --- Opening ------------------------------------------------------------------------------------------

def _open(request: HttpRequest, asked: Asked) -> HttpResponse:
    proposed = _proposed(asked)
    refusals = _refusals(asked)
    hidden = controls.hidden_rows(asked.action, proposed)
    if asked.many:
        hidden.append(("numbers", ",".join(str(each) for each in asked.targets)))
    rows = controls.rows(asked.action, proposed, asked.ctx)
    dialog = Dialog(
        title=str(asked.action.label), url=asked.url, run_label=str(asked.action.label), subtitle=asked.subtitle,
        help=str(asked.action.help), groups=controls.groups(asked.action, proposed, asked.ctx), rows=rows,
        hidden=hidden, danger=asked.action.danger, wide=rows is not None, refusals=refusals)
    return render(request, "web/dialog/action.html", {"dialog": dialog, "token": ""})


def _proposed(asked: Asked) -> Mapping[str, Any]:
    if asked.action.proposes is None or asked.many or len(asked.targets) != 1:
        return {}
    found = running.located(asked.record, asked.targets[0], asked.ctx)
    return asked.action.proposes(found, asked.ctx)


def _refusals(asked: Asked) -> Sequence[Any]:
    if asked.many:
        return []
    return running.available(asked.record, asked.targets[0], asked.ctx, [asked.action])[0].refusals


# --- Running ------------------------------------------------------------------------------------------

def _carry_out(request: HttpRequest, asked: Asked) -> HttpResponse:
    preview = request.POST.get("step") == "preview"
    try:
        args = read(asked.action.args, controls.told(asked.action, request.POST))
        if asked.many and len(asked.targets) > AT_ONCE and not preview:
            return _queue(request, asked, args.model_dump(mode="json", exclude_unset=True))
        targets = asked.targets[:AT_ONCE] if preview else asked.targets
        done = running.run(asked.record, asked.action.key, targets, args, asked.ctx, preview=preview, each=asked.many)
    except Invalid as error:
        return _wrong(request, asked, error)
    except Refused as error:
        told = shown.Refused(title=_("Not done; nothing was changed"), refusals=error.refusals)
        return render(request, "web/dialog/refused.html", {"refused": told}, status=409)
    with reading.reading(asked.ctx):
        return _previewed(request, asked, done) if preview else _done(request, asked, done)


def _wrong(request: HttpRequest, asked: Asked, error: Invalid) -> HttpResponse:
    faults = [Fault(message=message, control=controls.control_of(place), label=_label(asked, place)) for place, message in error.faults]
    told = shown.Refused(title=_("Something is missing or cannot be read"), faults=faults)
    return render(request, "web/dialog/refused.html", {"refused": told}, status=422)


def _label(asked: Asked, place: str) -> str:
    """What people call the control a fault stands at."""
    parts = place.replace("-", ".").split(".")
    for group in controls.groups(asked.action, {}, asked.ctx):
        found = next((each.label for each in group.fields if each.key == parts[0]), None)
        if found:
            return found
    return parts[-1].replace("_", " ").capitalize()


def _queue(request: HttpRequest, asked: Asked, args: dict[str, Any]) -> HttpResponse:
    job = jobs.enqueue_run(asked.form.key, asked.action.key, [str(each) for each in asked.targets], args, asked.ctx)
    with reading.reading(asked.ctx):
        answer = render(request, "web/dialog/job.html", {"job": shown_job(job, asked.ctx)})
    answer["HX-Retarget"] = "#dialog"
    return answer


def _previewed(request: HttpRequest, asked: Asked, done: Answer) -> HttpResponse:
    sections = effects(done.effects or {}, asked.ctx)
    notes = [Effects(title=number, notes=[f"{each.code}: {each.message}" for each in reasons]) for number, reasons in done.refused.items()]
    preview = Preview(
        title=str(asked.action.label), sections=[*notes, *sections], warnings=done.warnings,
        note="" if sections or notes else _("Nothing else changes."))
    return render(request, "web/dialog/preview.html", {"preview": preview})


def effects(told: Mapping[str, Any], ctx: Context) -> list[Effects]:
    """What an act changes, in sections: fields of records, then tables such as postings."""
    found: list[Effects] = []
    by_record: dict[str, list[Change]] = {}
    for each in told.get("changes", []):
        heading = f"{each['record'].capitalize()} {each['number']}".strip()
        by_record.setdefault(heading, []).append(
            Change(label=each["field"], before=written.text(each["before"]), after=written.text(each["after"]) or "–"))
    for heading, changes in by_record.items():
        rest = len(changes) - MOST_CHANGES_SHOWN
        notes = [_("and {count} more").format(count=rest)] if rest > 0 else []
        found.append(Effects(title=heading, changes=changes[:MOST_CHANGES_SHOWN], notes=notes))
    for each in told.get("tables", []):
        if each["rows"]:
            found.append(Effects(title=each["label"], table=_table(each)))
    return found


def _table(told: Mapping[str, Any]) -> shown.Table:
    columns = [shown.Column(key=each["key"], label=each["label"], kind=_number_kind(told, each["key"])) for each in told["columns"]]
    rows = [shown.Row(cells=[shown.Cell(text=_money(row[column.key])) for column in columns]) for row in told["rows"]]
    return shown.Table(columns=columns, rows=rows, label=told["label"], cards=False)


def _number_kind(told: Mapping[str, Any], key: str) -> str:
    values = [row[key] for row in told["rows"] if row[key] not in (None, "")]
    return "number" if values and all(_is_number(value) for value in values) else "text"


def _is_number(value: Any) -> bool:
    return type(value).__name__ == "Decimal"


def _money(value: Any) -> str:
    return written.text(value, "amount" if _is_number(value) else "")


def _done(request: HttpRequest, asked: Asked, done: Answer) -> HttpResponse:
    ctx = asked.ctx
    if asked.many or done.secret:
        return _outcome(request, asked, done)
    made = [each for each in done.made if each.kind == asked.action.makes]
    form = next((each for each in forms.every() if made and each.key == made[0].kind), None)
    if asked.action.removes:
        return HttpResponse(status=204, headers={"HX-Redirect": address("list", ctx, key=asked.form.key)})
    if form and len(made) == 1 and not form.of.append_only:
        return HttpResponse(status=204, headers={"HX-Redirect": address("record", ctx, key=form.key, number=made[0].number)})
    return _closed(asked, done)


def _closed(asked: Asked, done: Answer) -> HttpResponse:
    """The dialog closes, a notice says what was done, the page fetches itself anew."""
    visible = [each for each in done.made if any(form.key == each.kind for form in forms.every())]
    url = address("record", asked.ctx, key=visible[0].kind, number=visible[0].number) if visible else ""
    text = f"{asked.action.label}: {_('done')}"
    if done.warnings:
        text += " · " + " · ".join(each.message for each in done.warnings[:3])
    trigger = shown.trigger(
        toast=text, tone="warning" if done.warnings else "success", url=url, link=visible[0].number if visible else "",
        close=True, record_changed=True)
    return HttpResponse("", headers={"HX-Trigger": trigger})


def _outcome(request: HttpRequest, asked: Asked, done: Answer) -> HttpResponse:
    outcome = Outcome(
        title=str(asked.action.label), refused=list(done.refused.items()),
        done=[Link(label=number, url="" if asked.action.removes else _where(asked, number)) for number in done.done],
        note=_("Copy this secret now; it is not shown again: {secret}").format(secret=done.secret) if done.secret else "")
    answer = render(request, "web/dialog/outcome.html", {"outcome": outcome})
    answer["HX-Retarget"] = "#dialog"
    answer["HX-Trigger"] = shown.trigger(record_changed=True)
    return answer


def _where(asked: Asked, number: str) -> str:
    return address("record", asked.ctx, key=asked.form.key, number=number)


