"""The refusals of workflow, WFL-nnn, and those of segregation of duties it keeps (06 §13)."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

# --- Definitions -----------------------------------------------------------------------------------

NO_KIND = Message("WFL-01", _("There is no kind of document {kind}."), _("Choose one of: {known}."), rule="01 §8")
CONDITION_UNREADABLE = Message(
    "WFL-02",
    _("The condition “{text}” cannot be read: {why}."),
    _("Write for example: total > 10000 and vendor = \"V001\". Fields: {fields}."),
    rule="01 §8",
)  # fmt: skip
NO_SUCH_LINE = Message(
    "WFL-03",
    _("Line {line} stands inside line {inside}, which does not exist or cannot hold it."),
    _("Enter the number of an approval process, a decision, a parallel activity or a step."),
    rule="01 §8",
)
IN_A_RING = Message("WFL-04", _("Line {line} stands inside itself."), _("Correct “Inside line”."), rule="01 §8")
NOBODY_NAMED = Message(
    "WFL-05", _("Line {line} asks nobody."), _("Choose how its people are found, and name them."), rule="01 §8"
)
NO_USER = Message("WFL-06", _("There is no user {user} in this company."), _("Name users by their user name."))
NO_ROLE = Message("WFL-07", _("There is no role {role}."), _("Name roles by their code."))
NO_BRANCH = Message(
    "WFL-08",
    _("Line {line} stands in branch “{branch}”, which a {kind} does not have."),
    _("Decisions have the branches yes and no; parallel activities any name; all others none."),
    rule="01 §8",
)
NO_ACTION = Message(
    "WFL-09", _("Line {line} does not say what the system answers."), _("Choose a final action."), rule="01 §8"
)
NO_TASK = Message(
    "WFL-10", _("Line {line}: there is no automated task {task}."), _("Choose one of: {known}."), rule="01 §8"
)
NO_WORKFLOW = Message(
    "WFL-11",
    _("Line {line}: there is no other workflow {workflow} for {kind}."),
    _("Name the code of a workflow for that kind of document."),
    rule="01 §8",
)
PERCENT_MISSING = Message(
    "WFL-12", _("Line {line} needs a percentage from 1 to 100."), _("Enter one."), rule="01 §8"
)  # fmt: skip
NO_ELEMENT = Message("WFL-13", _("The workflow has no element."), _("Add a step that asks somebody."), rule="01 §8")
ESCALATION_WITHOUT_TIME = Message(
    "WFL-14",
    _("Line {line} has no time limit, so nothing of it is ever escalated."),
    _("Enter a time limit on the line the escalation stands in."),
    rule="01 §8",
)
TIME_TOO_LONG = Message(
    "WFL-15", _("Line {line} waits longer than {most}."), _("Enter a shorter time, in a longer unit."), rule="01 §8"
)
LINE_TWICE = Message("WFL-16", _("Line {line} is named twice."), _("Name each line once."))
NOT_ACTIVE = Message("WFL-18", _("The workflow is not active."), _("Activate it first."))
TIME_LIMIT = Message("WFL-19", _("A time limit is 1 or more."), _("Enter 0 for none."), rule="01 §8")
NO_LINES = Message("WFL-20", _("{kind} has no line workflow."), _("Remove the element for lines."), rule="01 §8")

# --- Work items ------------------------------------------------------------------------------------

NOT_YOURS = Message(
    "WFL-30",
    _("The work item waits for {user}."),
    _("Ask for it to be reassigned or delegated to you."),
    rule="01 §8",
)
ANSWERED = Message(
    "ORD-23", _("This work item was answered by {user} at {at}."), _("Nothing is left to do."), rule="01 §8"
)
WITHDRAWN = Message(
    "WFL-31", _("The work item was withdrawn, because others decided or the document was recalled."),
    _("Nothing is left to do."), rule="01 §8",
)  # fmt: skip
NOT_ALLOWED = Message(
    "WFL-32", _("{answer} is not possible here."), _("Possible are: {allowed}."), rule="01 §8"
)  # fmt: skip
COMMENT_MISSING = Message("WFL-33", _("This answer needs a comment."), _("Say why."), rule="01 §8")
CHOICE_MISSING = Message(
    "WFL-34", _("“{choice}” is no branch of the decision."), _("Choose one of: {known}."), rule="01 §8"
)
NOT_IN_A_QUEUE = Message(
    "WFL-35", _("Only work items of a queue are accepted and released."), _("Answer it, or delegate it."), rule="01 §8"
)
TAKEN = Message(
    "WFL-36", _("{user} has accepted the work item."), _("Ask for it to be released."), rule="01 §8"
)  # fmt: skip
NOT_IN_THE_ROLE = Message(
    "WFL-37", _("The queue is for people with the role {role}."), _("Ask somebody who has it."), rule="01 §8"
)
NOT_THE_OWNER = Message(
    "WFL-38",
    _("Only the owner of the workflow, {owner}, or who maintains workflows may do this."),
    _("Ask {owner}."),
    rule="01 §8",
)
NO_SUCH_USER = Message(
    "WFL-39", _("{user} is no user who may answer in this company."), _("Choose somebody with a role here.")
)
SAME_USER = Message("WFL-40", _("The work item is {user}'s already."), _("Choose somebody else."))
DUTY_MISSING = Message(
    "WFL-41", _("{user} may not answer for this kind of document."), _("The duty {duty} is needed."), rule="06 §12"
)
HALTED = Message(
    "WFL-42",
    _("The workflow is stopped: {why}."),
    _("The owner, {owner}, resumes or cancels it."),
    rule="01 §8",
)
NOT_HALTED = Message("WFL-43", _("The workflow is not stopped."), _("Nothing is left to do."), rule="01 §8")
OVER = Message("WFL-44", _("The workflow is over."), _("Nothing is left to do."), rule="01 §8")
NOT_THE_SUBMITTER = Message(
    "WFL-45",
    _("Only {submitter}, who submitted it, or the owner of the workflow may recall it."),
    _("Ask {submitter}."),
    rule="01 §7.3",
)
LIMIT_TOO_LOW = Message(
    "WFL-47",
    _("{user} may not decide up to {limit}."),
    _("Choose somebody with that spending limit."),
    rule="06 §12",
)
NOT_DUE = Message("WFL-46", _("The work item is not overdue."), _("Wait until its time is over."), rule="01 §8")

# --- Delegation ------------------------------------------------------------------------------------

OWN_WORK = Message(
    "SOD-4",
    _("{user} submitted or changed the document and may not approve it."),
    _("Choose somebody else."),
    rule="06 §13",
)
TO_ONESELF = Message("WFL-50", _("Nobody delegates to himself."), _("Choose somebody else."), rule="06 §12")
RULE_RING = Message(
    "WFL-51",
    _("Delegations would go round in a ring: {ring}."),
    _("End one of these delegations first."),
    rule="06 §12",
)
RULE_CHAIN = Message(
    "WFL-52", _("Delegations would be handed on more than {most} times."), _("Choose the last one directly."),
    rule="06 §12",
)  # fmt: skip
RULE_DATES = Message(
    "WFL-53", _("A delegation cannot end before it begins."), _("Enter a later last day, or none."), rule="06 §12"
)
NOT_YOUR_RULE = Message(
    "WFL-54", _("You may delegate your own work items only."), _("Ask who maintains workflows."), rule="06 §12"
)
