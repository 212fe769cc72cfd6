"""Action dialogs: fill in, preview, run; for one record, one line, the chosen rows of a list, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from manciple.kernel import actions, forms, jobs, papers, reading, running, uploads
from manciple.kernel.actions import Action
from manciple.kernel.args import read
from manciple.kernel.authority import has
from manciple.kernel.context import Context, Made
from manciple.kernel.forms import Form
from manciple.kernel.models import Job
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused
from manciple.kernel.running import Answer

from .. import controls, dialogs, shown, written
from ..middleware import context_of, of_company
from ..shell import address
from ..shown import Dialog, Effects, Fault, Link, Outcome, Preview
from .effects import sections_of
from .lists import filters_of
from .wanted import Wanted
from .work import shown_job

AT_ONCE = 100
NAMED = 5
WARNINGS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """An action a visitor asks for: of which records, and where its dialog is."""

    form: type[Form]
    record: type[Stored]
    action: Action
    targets: Sequence[Any]
    url: str
    ctx: Context
    many: bool = False
    matching: str = ""  # the query of a list: all records it finds

    @property
    def subtitle(self) -> str:
        """What the action is about."""
        if self.matching:
            return _("Everything the list finds, on all its pages, when the work begins")
        names = [" · ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in self.targets]
        rest = f" … ({len(names)})" if len(names) > NAMED else ""
        return ", ".join(names[:NAMED]) + rest


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
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    targets = [reading.name_of(form.of, number)]
    return _dialog(request, Asked(form, form.of, _action(form.of, action, ctx), targets, request.path, ctx))


@require_http_methods(["GET", "POST"])
@of_company
def make(request: HttpRequest, company: str, key: str, action: str) -> HttpResponse:
    """An action that makes records out of nothing but what it is told."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    found = _action(form.of, action, ctx)
    if not found.creates:
        raise NotFound(action)
    return _dialog(request, Asked(form, form.of, found, (), request.path, ctx))


@require_http_methods(["GET", "POST"])
@of_company
def act_on_line(
    request: HttpRequest, company: str, key: str, number: str, grid: str, line: int, action: str
) -> HttpResponse:
    """An action on one line of a document."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    record = reading.grid(form, grid).of
    return _dialog(request, Asked(form, record, _action(record, action, ctx), [(number, line)], request.path, ctx))


@require_http_methods(["GET", "POST"])
@of_company
def act_on_many(request: HttpRequest, company: str, key: str, action: str) -> HttpResponse:
    """An action on the chosen rows of a list."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    posted = request.POST if request.method == "POST" else request.GET
    parts = str(posted.get("numbers", "")).split(",")
    targets = [reading.name_of(form.of, part) for part in dict.fromkeys(parts) if part]
    found = _action(form.of, action, ctx)
    matching = str(posted.get("found", ""))
    return _dialog(request, Asked(form, form.of, found, targets, request.path, ctx, many=True, matching=matching))


def _dialog(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _open(request, asked) if request.method == "GET" else _carry_out(request, asked)


# --- Opening --------------------------------------------------------------------------------------------


def _open(request: HttpRequest, asked: Asked) -> HttpResponse:
    found = str(request.GET.get("find", "")).strip()
    proposed = _proposed(asked, found)
    hidden = dialogs.hidden(asked.action, proposed)
    if asked.many:
        hidden.append(("numbers", ",".join(str(each) for each in asked.targets)))
        hidden.append(("found", asked.matching))
    rows = None if asked.many else dialogs.rows(asked.action, proposed, asked.ctx)
    dialog = Dialog(
        title=str(asked.action.label),
        url=asked.url,
        run_label=str(asked.action.label),
        subtitle=asked.subtitle,
        help=written.help_of(asked.action.help),
        groups=controls.groups(asked.action, proposed, asked.ctx),
        rows=rows,
        hidden=hidden,
        danger=asked.action.danger,
        can_preview=not asked.matching,
        find_url=asked.url if asked.action.finds and not asked.many else "",
        found=found,
        wide=rows is not None,
        refusals=_refusals(asked),
    )
    return render(request, "web/dialog/action.html", {"dialog": dialog, "token": ""})


def _proposed(asked: Asked, found: str) -> Mapping[str, Any]:
    """What the dialog starts with; for a new record there is no id yet."""
    if asked.action.proposes is None or asked.many:
        return {}
    pk = running.located(asked.record, asked.targets[0], asked.ctx) if asked.targets else 0
    if found and asked.action.finds:
        return asked.action.proposes(pk, asked.ctx, find=found)
    return asked.action.proposes(pk, asked.ctx)


def _refusals(asked: Asked) -> Sequence[Refusal]:
    """What speaks against it from the start; of many records each tells its own when they are tried."""
    if asked.many or not asked.targets:
        return ()
    return running.available(asked.record, asked.targets[0], asked.ctx, [asked.action])[0].refusals


# --- Carrying out ---------------------------------------------------------------------------------------


def _carry_out(request: HttpRequest, asked: Asked) -> HttpResponse:
    preview = request.POST.get("step") == "preview"
    try:
        args = read(asked.action.args, dialogs.told(asked.action, request.POST) | _files(request, asked))
        if asked.matching:
            return _queue_found(request, asked, args.model_dump(mode="json", exclude_unset=True))
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


def _files(request: HttpRequest, asked: Asked) -> dict[str, str]:
    """The files that were handed in, each by the token the action takes it by. Raises Invalid."""
    taken: dict[str, str] = {}
    for name, info in asked.action.args.model_fields.items():
        file = request.FILES.get(name)
        if file is None or controls.kind_of(info) != "file":
            continue
        if (file.size or 0) > uploads.MOST_BYTES:
            raise Invalid((name, _("is larger than {most} MB").format(most=uploads.MOST_BYTES // 1024**2)))
        taken[name] = uploads.keep(str(file.name or ""), file.read(), asked.ctx)
    return taken


def _wrong(request: HttpRequest, asked: Asked, error: Invalid) -> HttpResponse:
    faults = [
        Fault(
            message=controls.said(message),
            control=dialogs.control_of(asked.action, request.POST, place),
            label=_label(asked, place),
        )
        for place, message in error.faults
    ]  # fmt: skip
    told = shown.Refused(title=_("Something is missing or cannot be read"), faults=faults)
    return render(request, "web/dialog/refused.html", {"refused": told}, status=422)


def _label(asked: Asked, place: str) -> str:
    """What people call the control a fault stands at; of a row also which one."""
    parts = place.replace("-", ".").split(".")
    if len(parts) == 1:
        return _named(asked.action.args, parts[0], asked.ctx)
    found = dialogs.list_argument(asked.action.args)
    name = _named(found[1], parts[-1], asked.ctx) if found else controls.labelled(parts[-1])
    return f"{int(parts[1]) + 1}. {name}" if parts[1].isdecimal() else name


def _named(shape: type[Any], name: str, ctx: Context) -> str:
    known = name in shape.model_fields
    return controls.argument(name, shape, None, ctx).label if known else controls.labelled(name)


def _queue(request: HttpRequest, asked: Asked, args: dict[str, Any]) -> HttpResponse:
    numbers = [str(each) for each in asked.targets]
    return _job(request, asked, jobs.enqueue_run(asked.form.key, asked.action.key, numbers, args, asked.ctx))


def _queue_found(request: HttpRequest, asked: Asked, args: dict[str, Any]) -> HttpResponse:
    """Everything the list finds: the records are looked up when the work begins."""
    wanted = Wanted.of(QueryDict(asked.matching))
    filters = filters_of(asked.form, wanted, asked.ctx)
    job = jobs.enqueue_query(asked.form.key, asked.action.key, filters, args, asked.ctx, wanted.query)
    return _job(request, asked, job)


def _job(request: HttpRequest, asked: Asked, job: Job) -> HttpResponse:
    """The dialog follows the work."""
    with reading.reading(asked.ctx):
        answer = render(request, "web/dialog/job.html", {"job": shown_job(job, asked.ctx)})
    answer["HX-Retarget"] = "#dialog"
    return answer


def _previewed(request: HttpRequest, asked: Asked, done: Answer) -> HttpResponse:
    refused = [
        Effects(title=number, notes=[f"{each.message} ({each.code})" for each in reasons])
        for number, reasons in done.refused.items()
    ]  # fmt: skip
    effects = sections_of(done.effects or {}, done.made)
    preview = Preview(
        title=str(asked.action.label),
        sections=[*refused, *effects],
        warnings=done.warnings,
        note=_preview_note(asked) if refused or effects else _("Nothing would change."),
    )
    return render(request, "web/dialog/preview.html", {"preview": preview})


def _preview_note(asked: Asked) -> str:
    rest = len(asked.targets) - AT_ONCE
    return ngettext("and {count} more record", "and {count} more records", rest).format(count=rest) if rest > 0 else ""


# --- Done -----------------------------------------------------------------------------------------------


def _done(request: HttpRequest, asked: Asked, done: Answer) -> HttpResponse:
    if asked.many or done.secret:
        return _outcome(request, asked, done)
    if asked.action.removes and asked.record is asked.form.of:
        return _goes(address("list", asked.ctx, key=asked.form.key))
    made = _printed(request, asked, done) or _page_of_made(asked, done)
    return _goes(made) if made else _closed(asked, done)


def _goes(url: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def _printed(request: HttpRequest, asked: Asked, done: Answer) -> str:
    """The paper of the document that was made, where the visitor asked for it to be printed."""
    if asked.action.prints is None or len(done.made) != 1:
        return ""
    made = done.made[0]
    paper = next(iter(papers.of(made.kind)), None)
    args = read(asked.action.args, dialogs.told(asked.action, request.POST))
    if paper is None or not has(asked.ctx.duties, paper.duty) or not asked.action.prints(args):
        return ""
    return address("paper", asked.ctx, key=made.kind, number=made.number, paper=paper.key)


def _page_of_made(asked: Asked, done: Answer) -> str:
    """Where to go on: to the one document an action made, if it is one to work on."""
    made = [each for each in done.made if each.kind == asked.action.makes]
    form = _visible(made[0], asked.ctx) if len(made) == 1 else None
    if form is None or form.of.append_only:
        return ""
    return address("record", asked.ctx, key=form.key, number=made[0].number)


def _visible(made: Made, ctx: Context) -> type[Form] | None:
    """The form of a record that was made, if the visitor may see it."""
    return next((form for form in forms.every() if form.key == made.kind and reading.visible(form, ctx)), None)


def _closed(asked: Asked, done: Answer) -> HttpResponse:
    """The dialog closes, a notice says what was done and leads to it, the page fetches itself anew."""
    seen = [each for each in done.made if _visible(each, asked.ctx)]
    made = next((each for each in seen if each.kind == asked.action.makes), seen[-1] if seen else None)
    text = _("{action}: done").format(action=asked.action.label)
    told = [text, *(each.message for each in done.warnings[:WARNINGS_TOLD])]
    trigger = shown.trigger(
        toast=" · ".join(told),
        tone="warning" if done.warnings else "success",
        close=True,
        record_changed=True,
        url=address("record", asked.ctx, key=made.kind, number=made.number) if made else "",
        link=made.number if made else "",
    )
    return HttpResponse("", headers={"HX-Trigger": trigger})


def _outcome(request: HttpRequest, asked: Asked, done: Answer) -> HttpResponse:
    linked = not asked.action.removes
    outcome = Outcome(
        title=str(asked.action.label), refused=list(done.refused.items()), secret=done.secret,
        done=[
            Link(label=number, url=address("record", asked.ctx, key=asked.form.key, number=number) if linked else "")
            for number in done.done
        ])  # fmt: skip
    answer = render(request, "web/dialog/outcome.html", {"outcome": outcome})
    answer["HX-Retarget"] = "#dialog"
    answer["HX-Trigger"] = shown.trigger(record_changed=True)
    return answer
