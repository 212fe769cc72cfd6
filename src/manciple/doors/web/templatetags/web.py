"""Icons, numbers, dates and small markup for the templates of the web door."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from django import template
from django.forms import BoundField
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from .. import drawing, formats
from ..texts import TEXTS

register = template.Library()


def _here() -> Locale:
    return formats.place(get_language() or "en")


register.simple_tag(drawing.icon, name="icon")
register.simple_tag(drawing.row_cells, name="row_cells")
register.simple_tag(drawing.thing_rows, name="thing_rows")


@register.simple_tag
def texts() -> SafeString:
    """The words scripts say, in the language of the page."""
    return json_script({key: str(text) for key, text in TEXTS.items()}, "texts")


@register.filter
def number(value: Decimal | int | None, places: int | None = None) -> SafeString:
    """A number as written here; the `bdi` keeps its sign in place where text runs from the right."""
    return _figures(formats.number(value, _here(), places))


@register.filter
def amount(value: Decimal | None, currency: str = "") -> SafeString:
    """Money with its currency's decimals, without its name."""
    return _figures(formats.amount(value, currency, _here()))


@register.filter
def day(value: date | None) -> SafeString:
    """A date, readable for machines as well."""
    if value is None:
        return SafeString("")
    return format_html('<time datetime="{}" dir="ltr">{}</time>', value.isoformat(), formats.day(value, _here()))


@register.filter
def moment(value: datetime | None) -> SafeString:
    """A point in time in the time zone of the page."""
    if value is None:
        return SafeString("")
    shown = formats.moment(value, _here(), get_current_timezone_name())
    return format_html('<time datetime="{}" dir="ltr">{}</time>', value.isoformat(), shown)


@register.filter
def ago(value: datetime | None) -> SafeString:
    """How long ago; the browser keeps it true, hovering shows the moment."""
    if value is None:
        return SafeString("")
    shown = formats.moment(value, _here(), get_current_timezone_name())
    return format_html('<time datetime="{}" title="{}" data-ago>{}</time>', value.isoformat(), shown, shown)


def _figures(text: str) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', text) if text else SafeString("")


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A control of a Django form in our looks, tied to its errors."""
    is_box = getattr(field.field.widget, "input_type", "") in {"checkbox", "radio"}
    attributes: dict[str, str | bool] = {"class": "form-check-input" if is_box else "form-control"}
    if field.errors:
        attributes["class"] = f"{attributes['class']} is-invalid"
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}-error"}
    return field.as_widget(attrs=attributes)


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether a control stands before its label."""
    return getattr(field.field.widget, "input_type", "") == "checkbox"
