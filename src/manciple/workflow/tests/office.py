"""An office whose sites are approved: the smallest document there is, so that tests need no other package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.demo.company import Company
from manciple.founding.making import make
from manciple.kernel import actions as registry
from manciple.kernel import authority
from manciple.kernel.actions import Action, Batch, find
from manciple.kernel.args import NoArgs, read
from manciple.kernel.context import Context
from manciple.kernel.running import Answer as Ran
from manciple.kernel.running import create, run
from manciple.organization.models import Assignment, Role, Site, User, Warehouse, Worker
from manciple.workflow import actions, inquiries
from manciple.workflow.models import Instance, Workflow, WorkflowEntry, WorkItem
from manciple.workflow.terms import Answer, AutomatedTask, ConditionField, DocumentType, FieldKind, documents

KIND, LINE = "test-site", "test-warehouse"
APPROVE = "approve-sites"
#: What sites tell of themselves, what the system's task answers, and what they were told; by site.
told: dict[int, dict[str, Any]] = {}
tasks: dict[int, Answer] = {}
heard: list[tuple[str, str, list[int]]] = []


def values(ids: Sequence[int], ctx: Context) -> Mapping[int, Mapping[str, Any]]:
    """A site with its warehouses as lines."""
    lines: dict[int, list[dict[str, Any]]] = {pk: [] for pk in ids}
    for pk, site, code in Warehouse.objects.filter(company=ctx.company, site__in=ids).values_list("pk", "site", "code"):
        lines[site].append({"id": pk, "number": code})
    rows = Site.objects.filter(company=ctx.company, pk__in=ids).values_list("pk", "code", "name", "version")
    return {
        pk: {"number": code, "title": name, "version": version, "total": Decimal(100), "lines": lines[pk]}
        | told.get(pk, {})
        for pk, code, name, version in rows
    }


def line_values(ids: Sequence[int], ctx: Context) -> Mapping[int, Mapping[str, Any]]:
    """A warehouse as a line."""
    rows = Warehouse.objects.filter(company=ctx.company, pk__in=ids).values_list("pk", "code")
    return {pk: {"number": code} | told.get(pk, {}) for pk, code in rows}


def check(ids: Sequence[int], ctx: Context) -> Mapping[int, Answer]:
    """What the system does by itself."""
    return {pk: tasks.get(pk, Answer.COMPLETE) for pk in ids}


def concluded(kind: str) -> Any:
    """Hears how workflows ended."""
    return lambda outcome, ids, ctx: heard.append((kind, str(outcome), sorted(ids)))


def began(kind: str) -> Any:
    """Hears how workflows began."""
    return lambda ids, ctx: heard.append((kind, "began", sorted(ids)))


FIELDS = (
    ConditionField("total", _("Total"), FieldKind.NUMBER),
    ConditionField("requires_reapproval", _("Requires re-approval"), FieldKind.FLAG),
    ConditionField("lines.number", _("Warehouse"), FieldKind.TEXT),
)
SITES = DocumentType(
    key=KIND, label=_("Site"), record=Site, form="", fields=FIELDS, values=values, concluded=concluded(KIND),
    began=began(KIND), duty=APPROVE, lines=LINE, tasks=(AutomatedTask("check", _("Check"), check),),
)  # fmt: skip
WAREHOUSES = DocumentType(
    key=LINE, label=_("Warehouse"), record=Warehouse, form="", fields=FIELDS[:1], values=line_values,
    concluded=concluded(LINE), began=began(LINE), duty=APPROVE,
)  # fmt: skip


def submit(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Submits sites."""
    actions.start(KIND, batch.ids, ctx)


SUBMIT = Action(record=Site, key="test-submit", label=_("Submit"), duty=APPROVE, function=submit)
REGISTRIES: tuple[dict[Any, Any], ...] = (registry._actions, authority._duties, documents._types)


@contextmanager
def sites_are_approved() -> Iterator[None]:
    """Sites are documents to be approved for a while; nobody outside such a test hears of it."""
    kept = [dict(each) for each in REGISTRIES]
    authority.duty(APPROVE, "Approve sites")
    inquiries.declare(SITES)
    inquiries.declare(WAREHOUSES)
    registry.declare(SUBMIT)
    try:
        yield
    finally:
        for each, before in zip(REGISTRIES, kept, strict=True):
            each.clear()
            each.update(before)


PEOPLE = ("ann", "bob", "cat", "dan", "eve", "sam")


@dataclass
class Office:
    """People of the company, and what they do."""

    company: Company
    users: dict[str, Context] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told.clear()
        tasks.clear()
        heard.clear()
        ctx = self.company.ctx
        make(User, [{"username": name, "email": f"{name}@example.com", "is_service": True} for name in PEOPLE], ctx)
        make(
            Role,
            [{"code": code, "name": code, "duties": [APPROVE, "do-workflow-work"]} for code in ("boss", "clerk")],
            ctx,
        )
        roles = [{"user": name, "legal_entity": "US01", "role": "boss"} for name in PEOPLE]
        roles += [{"user": name, "legal_entity": "US01", "role": "clerk"} for name in ("cat", "dan")]
        make(Assignment, roles, ctx, by=("user", "legal_entity", "role"))
        keys = dict(User.objects.filter(username__in=PEOPLE).values_list("username", "pk"))
        duties = frozenset({APPROVE, "do-workflow-work"})
        self.users = {name: ctx.fresh(user=pk, user_name=name, duties=duties) for name, pk in keys.items()}

    def staff(self) -> None:
        """Sam reports to Ann, Ann to Bob, Bob to Cat."""
        limits = (("cat", "", "100000"), ("bob", "cat", "10000"), ("ann", "bob", "1000"), ("sam", "ann", "0"))
        for name, manager, limit in limits:
            make(Worker, [{"code": name, "name": name, "user": name, "manager": manager or None,
                           "spending_limit": limit}], self.company.ctx)  # fmt: skip

    def sites(self, count: int) -> list[int]:
        """New sites, each a document."""
        taken = Site.objects.filter(company=self.company.id).count()
        codes = [f"X{taken + place}" for place in range(count)]
        make(Site, [{"code": code, "name": f"Site {code}"} for code in codes], self.company.ctx)
        found = dict(Site.objects.filter(code__in=codes).values_list("code", "pk"))
        return [found[code] for code in codes]

    def workflow(self, *elements: dict[str, Any], activate: bool = True, **more: Any) -> str:
        """A workflow of the elements, in use."""
        taken = Workflow.objects.filter(company=self.company.id).count()
        base = {"code": f"W{taken}", "name": "Sites", "kind": KIND, "process_owner": "eve", "elements": list(elements)}
        shape = find(Workflow, "create").args
        code = create(Workflow, read(shape, base | more), self.company.ctx.fresh()).made[0].number
        if activate:
            self.do(Workflow, "activate", [code])
        return code

    def do(self, record: Any, key: str, numbers: Sequence[Any], who: str = "", **more: Any) -> Ran:
        """Somebody does something; without a name, whoever may do everything."""
        ctx = self.users[who] if who else self.company.ctx
        shape, options = find(record, key).args, {name: more.pop(name) for name in ("each", "preview") if name in more}
        return run(record, key, numbers, read(shape, more), ctx.fresh(), **options)

    def submit(self, *sites: int, who: str = "sam") -> None:
        """Somebody submits sites."""
        self.do(Site, "test-submit", list(sites), who)

    def later(self, **time: float) -> Context:
        """The circumstances some time later."""
        ctx = self.company.ctx
        return ctx.fresh(now=ctx.now + timedelta(**time))

    def waiting(self, who: str = "") -> list[int]:
        """The open work items, of one person or of all."""
        found = WorkItem.objects.filter(company=self.company.id, status="open").order_by("pk")
        return list((found.filter(user__username=who) if who else found).values_list("pk", flat=True))

    def states(self) -> list[tuple[str, str]]:
        """Every document that was submitted, and how far it is."""
        found = Instance.objects.filter(company=self.company.id).order_by("pk")
        return list(found.values_list("document", "status"))

    def history(self) -> list[tuple[str, str | None, str | None, str]]:
        """What happened: what, who, to whom, why."""
        found = WorkflowEntry.objects.filter(company=self.company.id).order_by("pk")
        return list(found.values_list("what", "user__username", "to__username", "comment"))

    def outcomes(self, kind: str = KIND) -> list[str]:
        """What documents of a kind heard so far."""
        return [what for which, what, _ids in heard if which == kind]


def step(*users: str, **more: Any) -> dict[str, Any]:
    """A step that asks named users."""
    return {"kind": "step", "name": "Step", "assignment": "users", "assignees": list(users)} | more
