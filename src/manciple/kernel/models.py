"""The ground's own tables: acts, changes, events, tokens, number sequences, jobs, origins, views."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from . import fields as f
from .plain import Exact
from .records import Owned, Record, check, unique


class TransactionId(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id, by which feeds are read without losing rows."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    """The transaction that writes the row."""

    template = "pg_current_xact_id()"
    output_field = TransactionId()


def company_or_none() -> models.ForeignKey:  # type: ignore[type-arg]
    """Acts on shared records belong to no company."""
    return models.ForeignKey(
        settings.COMPANY_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )


class Act(Owned):
    """One run of one action: who, when, through which door."""

    append_only, audited = True, False
    key, title = "id", "action"

    company = company_or_none()
    record = f.Text(_("Record"), max_length=80)
    action = f.Text(_("Action"), max_length=80)
    user_id = f.Key(_("User"))
    on_behalf_of = f.Key(_("On behalf of"), null=True)
    door = f.Text(_("Door"), max_length=20)
    request = f.Text(_("Request"), max_length=64)
    at = f.Moment(_("At"))

    class Meta:
        verbose_name = _("action")


class Change(Owned):
    """What an act changed in one row: only the fields that differ (reliability §2.6)."""

    append_only, audited, recorded = True, False, True
    key, title = "id", "record"

    company = company_or_none()
    act_id = f.Key(_("Action"), null=True)
    record = f.Text(_("Record"), max_length=80)
    row_id = f.Key(_("Row"))
    event = f.Text(_("Event"), max_length=10)
    before = models.JSONField(null=True, decoder=Exact)
    after = models.JSONField(null=True, decoder=Exact)
    xid = TransactionId(db_default=CurrentTransaction())

    class Meta:
        verbose_name = _("change")
        indexes = [
            models.Index(fields=["company", "record", "row_id"], name="kernel_change_row"),
            models.Index(fields=["act_id"], name="kernel_change_act"),
            models.Index(fields=["xid", "id"], name="kernel_change_feed"),
        ]


class Event(Owned):
    """Something happened to a record: the timeline people read and the feed others follow."""

    append_only, audited = True, False
    key, title = "id", "name"

    company = company_or_none()
    act_id = f.Key(_("Action"))
    record = f.Text(_("Record"), max_length=80)
    row_id = f.Key(_("Row"))
    number = f.Text(_("Number"), max_length=60)
    name = f.Text(_("Event"), max_length=80)
    before = f.Text(_("State before"), max_length=30)
    after = f.Text(_("State after"), max_length=30)
    detail = models.JSONField(default=dict)
    at = f.Moment(_("At"))
    xid = TransactionId(db_default=CurrentTransaction())

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["company", "record", "row_id"], name="kernel_event_row"),
            models.Index(fields=["xid", "id"], name="kernel_event_feed"),
        ]


class Consumer(models.Model):
    """How far a follower of the feed has read."""

    name = models.CharField(max_length=60, primary_key=True)
    xid = TransactionId(default=0)
    event_id = models.BigIntegerField(default=0)


class Limit(models.Model):
    """Until when somebody has used up the requests he may make. Unlogged: see `limits`."""

    key = models.CharField(max_length=120, primary_key=True)
    until = models.DateTimeField()


class Claim(Owned):
    """A client token and the answer it got: a repeated token returns the stored answer."""

    audited = False
    key = "token"

    company = company_or_none()
    user_id = f.Key(_("User"))
    token = f.Text(_("Token"), max_length=255)
    request_hash = f.Text(_("Request"), max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("client token")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user_id", "token"], name="kernel_claim_once", nulls_distinct=False
            ),
        ]


class NumberSequenceGroup(Record):
    """Sequences of their own for the documents of some orders (01 §3)."""

    code = f.Code(_("Number sequence group"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("number sequence group"), _("number sequence groups")
        constraints = [unique("code", name="kernel_sequencegroup_once")]


class NumberSequence(Record):
    """How the numbers of one kind of document are made (01 §3, 05 §7.3).

    `#` stands for a digit, `&` for a letter; together they are one counter, the rightmost position
    fastest. A continuous sequence has no gaps: its number is drawn in the transaction that uses it,
    and one that is not used comes back.
    """

    key, title = "code", "format"

    code = f.Code(_("Number sequence"), max_length=40, open_in=f.Open.ON_CREATE)
    reference = f.Code(_("Reference"), max_length=40, open_in=f.Open.ON_CREATE, help=_("What is numbered."))
    group = f.Ref(
        NumberSequenceGroup, _("Number sequence group"), null=True, open_in=f.Open.ON_CREATE,
        help=_("Only for documents of orders of this group; blank: for all others."))  # fmt: skip
    format = f.Text(
        _("Format"), max_length=40, blank=False,
        help=_("For example PO-######; {company} stands for the code of the company."))  # fmt: skip
    next = f.Key(_("Next"), default=1, help=_("The number that is drawn next, without its format."))
    continuous = f.Flag(_("Continuous"), help=_("No gaps; a number of a failed transaction is used again."))
    manual = f.Flag(_("Manual"), help=_("The user must type the number."))
    to_lower = f.Flag(
        _("Change to a lower number"), default=True, help=_("A number that has been passed may be typed."))  # fmt: skip
    to_higher = f.Flag(
        _("Change to a higher number"), default=True,
        help=_("A number may be typed that has not been reached, or that the format does not give."))  # fmt: skip
    spare = f.Whole(
        _("Free numbers"), open_in=f.Open.NEVER,
        help=_("Came back unused; the smallest of them is drawn next."))  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("number sequence"), _("number sequences")
        constraints = [
            unique("code", name="kernel_sequence_code"),
            unique("reference", "group", name="kernel_sequence_once", nulls_distinct=False),
            check(Q(next__gte=0), name="kernel_sequence_next"),
            check(Q(spare__gte=0), name="kernel_sequence_spare"),
        ]


class SpareNumber(Owned):
    """A number of a continuous sequence that was drawn and stands on no document: free again, or
    reserved for somebody who is about to use it (01 §3)."""

    audited = False
    key = "number"

    sequence = f.Ref(NumberSequence, _("Number sequence"), on_delete=models.CASCADE)
    number = f.Key(_("Number"))
    holder = f.Text(_("Reserved for"), max_length=64)
    until = f.Moment(_("Reserved until"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("spare number"), _("spare numbers")
        constraints = [unique("sequence", "number", name="kernel_spare_once")]


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELED = "canceled", _("Canceled")


class Job(Record):
    """Work that goes on after the answer: real progress, per-record results, cancel."""

    audited = False
    key, title, state = "id", "label", "status"

    kind = f.Text(_("Kind"), max_length=60)
    label = f.Text(_("Job"))
    user_id = f.Key(_("User"))
    status = f.Choice(JobState, _("Status"), default=JobState.WAITING)
    done = f.Whole(_("Done"))
    total = f.Whole(_("Total"))
    refused = f.Whole(_("Refused"))
    cancel_asked = f.Flag(_("Cancel asked"))
    wants = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    attempt = f.Whole(_("Attempt"))
    started_at = f.Moment(_("Started"), null=True)
    ended_at = f.Moment(_("Ended"), null=True)

    class Meta:
        verbose_name = _("job")


class Every(models.TextChoices):
    """How often something is done by itself."""

    HOUR = "hour", _("Every hour")
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")


class BatchJob(Record):
    """Mass work that is done again and again: the records are looked up when it is done (01 §11.5)."""

    code = f.Code(_("Batch job"), max_length=20, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    what = f.Code(_("Work"), max_length=60, help=_("Which of the works that can be repeated."))
    filters = f.Long(_("Only where"), help=_("One filter a line, such as pool=WEST or vendor=V001."))
    told = f.Long(_("Arguments"), help=_("One argument a line, such as print=after."))
    every = f.Choice(Every, _("Repeat"), default=Every.DAY)
    next_at = f.Moment(_("Next time"))
    active = f.Flag(_("Active"), default=True)
    user_id = f.Key(_("User"), default=0, open_in=f.Open.NEVER)
    last_job = f.Key(_("Last job"), null=True, open_in=f.Open.NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("batch job"), _("batch jobs")
        constraints = [unique("code", name="kernel_batchjob_once")]


class Origin(Owned):
    """Where an imported record came from: file, row, original values (08 §24)."""

    append_only, audited = True, False
    key = "source_key"

    source = f.Text(_("Source"), max_length=60)
    source_key = f.Text(_("Key in the source"), max_length=120)
    file_hash = f.Text(_("File hash"), max_length=64)
    row = f.Whole(_("Row"))
    record = f.Text(_("Record"), max_length=80)
    number = f.Text(_("Number"), max_length=60)
    original = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("origin")
        constraints = [unique("source", "record", "source_key", name="kernel_origin_once")]


class Upload(Owned):
    """A file on its way to the worker; upkeep removes it after a week."""

    audited = False
    key, title = "id", "name"

    name = f.Text(_("File"))
    content = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("upload")


class SavedView(Record):
    """Columns, order and filters of a list under a name, for one user or for all."""

    audited = False
    key, title = "name", "name"

    list_key = f.Text(_("List"), max_length=60)
    name = f.Text(_("Name"), max_length=60, blank=False)
    user_id = f.Key(_("User"), null=True)
    columns = ArrayField(models.CharField(max_length=80), default=list)
    order = f.Text(_("Order"), max_length=80)
    filters = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("saved view")
        constraints = [unique("list_key", "user_id", "name", name="kernel_view_once", nulls_distinct=False)]


class AuditSeal(Owned):
    """A seal on a part of a company's audit log, chained to the seal before (reliability §2.6)."""

    append_only, audited = True, False
    key, title = "number", "digest"

    company = company_or_none()
    number = f.Whole(_("Seal"))
    through = TransactionId()
    rows = models.JSONField(default=dict)
    digest = f.Text(_("Digest"), max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("audit seal")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="kernel_seal_once", nulls_distinct=False),
        ]
