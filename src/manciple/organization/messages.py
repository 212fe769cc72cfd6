"""The refusals of the organization: ORG-nn of companies and sequences, USR-nn of users and tokens."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

ROUNDING_UNIT = Message(
    "ORG-01", _("A rounding unit must be greater than zero."), _("Enter for example 0.01."), rule="02 §2"
)
COMPANY_CODE = Message(
    "ORG-02",
    _("A company code has one to four letters or digits, in upper case."),
    _("Use for example US01."),
    rule="05 §1",
)
ROUNDING_TOO_FINE = Message(
    "ORG-03", _("{label} is finer than 0.0001, which amounts cannot hold."), _("Enter 0.0001 or more."), rule="02 §2"
)
NO_CURRENCY_CODE = Message(
    "ORG-04", _("{code} is no currency code of ISO 4217."), _("Use for example USD or EUR."), rule="02 §2"
)
NO_COUNTRY_CODE = Message(
    "ORG-05", _("{code} is no country code of ISO 3166."), _("Use for example US or DE."), rule="05 §1"
)
NO_TIME_ZONE = Message(
    "ORG-06", _("{zone} is no time zone."), _("Use for example Europe/Berlin or America/Chicago."), rule="05 §1"
)
NO_LANGUAGE = Message("ORG-07", _("{language} is no language we know."), _("Use for example en, de or pt-BR."))
WAREHOUSE_OF_OTHER_SITE = Message(
    "ORG-08",
    _("Warehouse {warehouse} belongs to site {belongs}, not to {site}."),
    _("Choose site {belongs}, or a warehouse of the site."),
    rule="03 §1.3",
)
SEQUENCE_WITHOUT_COUNTER = Message(
    "ORG-09", _("The format {form} has no # or &, so it cannot count."), _("Use for example PO-######."), rule="01 §3"
)
SEQUENCE_TOO_LONG = Message(
    "ORD-01",
    _("Format of {sequence} gives {length} characters, at most {longest} are allowed."),
    _("Use a shorter format."),
    rule="01 §3",
)
SEQUENCE_CHARACTER = Message(
    "ORG-10", _("{character} cannot stand in a number."), _("Use letters, digits, - _ / . and # or &."), rule="01 §3"
)
SEQUENCE_EXHAUSTED = Message(
    "ORD-02", _("{sequence} has no free number: {next} does not fit {form}."), _("Use a wider format."), rule="01 §3"
)
WORKER_DATES = Message(
    "ORG-12", _("Employment cannot end before it begins."), _("Enter a later last day, or none."), rule="01 §26"
)
LIMIT_NEGATIVE = Message(
    "ORG-13", _("A spending limit cannot be negative."), _("Enter 0 if the worker approves nothing."), rule="01 §8"
)
WORK_HOURS = Message(
    "ORG-14",
    _("Working hours are written 08:00 and 17:30, and work ends after it began."),
    _("Correct the hours."),
    rule="01 §8",
)
NO_WORKDAY = Message("ORG-15", _("Nobody works on any day of the week."), _("Tick a working day."), rule="01 §8")
MANAGER_IN_A_RING = Message(
    "ORG-16", _("{manager} stands below {worker}."), _("Choose somebody further up as the manager."), rule="01 §8"
)
NO_DUTY = Message("ORG-11", _("There is no duty {duty}."), _("Use the keys of the duties, or * for all."))

USER_NAME = Message("USR-01", _("A user name has letters, digits and @ . + - _ only."), _("Use for example ann.lee."))
PASSWORD_REFUSED = Message("USR-02", _("The password is refused: {why}"), _("Choose another one."))
PASSWORD_MISSING = Message("USR-03", _("A person needs a password."), _("Enter one, or make it a service user."))
SERVICE_HAS_NO_PASSWORD = Message(
    "USR-04", _("A service user has no password."), _("Issue an API token for it instead.")
)
OWN_ACCOUNT = Message("USR-05", _("You cannot disable yourself."), _("Ask another administrator."))
DISABLED_ALREADY = Message("USR-06", _("The user is disabled already."), _("Nothing is left to do."))
ENABLED_ALREADY = Message("USR-07", _("The user is enabled already."), _("Nothing is left to do."))
EMAIL_INVALID = Message("USR-08", _("{email} is no e-mail address."), _("Use for example ann@example.com."))
TOKEN_EXPIRY = Message(
    "USR-09", _("A token ends on a day from {first} to {last}."), _("Choose a day at most one year ahead.")
)
TOKEN_COMPANY = Message("USR-10", _("There is no company {company}."), _("Name companies that exist, or none."))
TOKEN_USER = Message("USR-11", _("{user} is no user who may act."), _("Choose a user who exists and is not disabled."))
REVOKED_ALREADY = Message("USR-12", _("The token is revoked already."), _("Nothing is left to do."))
