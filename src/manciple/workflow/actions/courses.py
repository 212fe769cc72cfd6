"""What the owner of a workflow does about a course that cannot go on by itself (01 §7.3, §8)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context

from ..inquiries.families import Families, families, lock_documents_of_courses
from ..inquiries.items import courses
from ..models import Instance
from ..rules import course as rules
from ..rules import items as guards
from ..terms import DO_WORK, What
from ..terms.standing import CourseStanding, Reason
from .inlets import settle


def _families(batch: Batch[CourseStanding, NoArgs] | Batch[CourseStanding, Reason], ctx: Context) -> Families:
    found = Instance.objects.filter(company=ctx.company, pk__in=batch.ids).values_list("root_id", "pk")
    return families([root or pk for root, pk in found], ctx, actor=ctx.user, lock=True)


@action(
    Instance, "resume", label=_("Resume"), pane="course", duty=DO_WORK, icon="player-play",
    first=lock_documents_of_courses, facts=courses, needs=((guards.is_stopped, guards.is_the_owners),),
    emits="workflow-resumed",
)  # fmt: skip
def resume(batch: Batch[CourseStanding, NoArgs], ctx: Context) -> None:
    """Lets stopped workflows try again from where they stopped."""
    found = _families(batch, ctx)
    for course in found.courses:
        if course.id in batch.ids:
            rules.resumed(course, found.world)
    settle(found, ctx)


@action(
    Instance, "cancel", label=_("Cancel workflow"), pane="course", args=Reason, duty=DO_WORK, icon="ban",
    danger=True, first=lock_documents_of_courses, facts=courses, needs=((guards.is_going, guards.is_the_owners),),
    emits="workflow-canceled",
)  # fmt: skip
def cancel(batch: Batch[CourseStanding, Reason], ctx: Context) -> None:
    """Ends workflows that lead nowhere; the documents can be changed and submitted again."""
    found = _families(batch, ctx)
    wanted = {target.id: target for target in batch}
    for root in found.roots:
        asked = next((wanted[each.id] for each in root.family if each.id in wanted), None)
        if asked is not None and not root.is_over:
            rules.canceled(root, What.CANCELED, asked.args.comment, found.world)
    settle(found, ctx)
