"""Change management in tests: a company that has it on, people who are asked, a workflow that asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manciple.demo.company import Company, somebody
from manciple.founding.making import make
from manciple.kernel.running import create, run
from manciple.orders.models import OrderParameters, ReapprovalRule
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import CodeDriver, Order, args_of
from manciple.organization.models import Assignment
from manciple.workflow.models import Workflow


def managed(company: Company, **parameters: Any) -> None:
    """Switches change management on for the company."""
    told = {"change_management": True, **parameters}
    change(company, OrderParameters, "orders", **told)


def step(*people: str, **more: Any) -> dict[str, Any]:
    """An approval step that asks people by name."""
    return {"kind": "step", "name": "Approval", "assignment": "users", "assignees": list(people), **more}


#: A process that approves by itself what does not have to be approved again (01 §9), in line 10.
PROCESS = (
    {"kind": "process", "name": "Approval"},
    {"kind": "automatic", "name": "No re-approval", "inside": 10, "condition": "requires_reapproval = no",
     "final_action": "approve"},
)  # fmt: skip


def asks(company: Company, *elements: dict[str, Any], code: str = "PO", **more: Any) -> None:
    """An active workflow for purchase orders."""
    rows = [{"line_number": place * 10, **each} for place, each in enumerate(elements, 1)]
    told = {"code": code, "name": code, "kind": "purchase-order", "process_owner": "tester", "elements": rows, **more}
    create(Workflow, args_of(Workflow, "create", **told), company.ctx.fresh())
    run(Workflow, "activate", [code], None, company.ctx.fresh())


def watches(company: Company, *fields: str, code: str = "WATCH", **more: Any) -> None:
    """A re-approval rule."""
    told = {"code": code, "watched": list(fields), **more}
    create(ReapprovalRule, args_of(ReapprovalRule, "create", **told), company.ctx.fresh())


@dataclass(frozen=True)
class People:
    """Users of the company who may answer."""

    company: Company

    def named(self, name: str) -> CodeDriver:
        """A door through which somebody works; he is made when he does not exist."""
        user = somebody(name, self.company.today)
        make(Assignment, [{"user": name, "legal_entity": self.company.code, "role": "administrator"}],
             self.company.ctx, by=("user", "legal_entity", "role"))  # fmt: skip
        return CodeDriver(self.company.ctx.fresh(user=user.user, user_name=name))

    def sees(self, name: str, order: Order) -> Order:
        """The same order in somebody's hands."""
        return Order(self.named(name), order.number)
