"""The OpenAPI 3.1 document: the general addresses spelled out for every form, action and inquiry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from pydantic.json_schema import models_json_schema

from manciple import __version__
from manciple.kernel import actions, forms, inquiries, reading
from manciple.kernel.actions import CREATE, DELETE, EDIT, Action
from manciple.kernel.forms import Form, Lines
from manciple.kernel.imports import Options
from manciple.kernel.inquiries import Column, Inquiry
from manciple.kernel.records import Stored, field_of

from . import schemas
from .schemas import OWN, ref

Operation = dict[str, Any]
Paths = dict[str, dict[str, Operation]]

BASE = "/api/v1"
REF = "#/components/schemas/{model}"
READS = ("401", "404", "405", "422", "429", "503")
WRITES = ("401", "403", "404", "405", "409", "412", "413", "415", "422", "429", "503")
INTRODUCTION = """\
Every form, action and inquiry of Manciple, derived from its declaration.

* A token (`Authorization: Bearer mc_…`) or the session of a page with its CSRF token.
* Amounts and quantities are exact decimals, sent and answered as text.
* `Idempotency-Key`: a repeated request gets the first answer, and nothing is done twice.
* `If-Match`: the version seen; 412 when somebody changed the record meanwhile.
* `preview=true` carries an action out for show: exact effects, nothing changed.
* Lists filter by any field: `field=value`, or `field__op=value` with
  eq, ne, lt, le, gt, ge, contains, starts, in, empty.
* A slash in a record's number is written %252F in an address.
* Problems have the shape of RFC 9457; `code` and `refusals` never change their meaning.
"""


@lru_cache(maxsize=8)
def document(language: str | None = None) -> dict[str, Any]:
    """The whole document in the active language."""
    made = Document()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Manciple", "version": __version__, "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "tags": [{"name": form.key, "description": str(form.title)} for form in _forms()],
        "paths": made.paths,
        "components": {"schemas": made.schemas, "responses": schemas.responses(), "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        }},
    }  # fmt: skip


def current() -> dict[str, Any]:
    """The document in the language of the request."""
    return document(get_language())


def _forms() -> list[type[Form]]:
    return sorted(forms.every(), key=lambda form: form.key)


class Document:
    """Collects paths and schemas."""

    def __init__(self) -> None:
        shapes = {each.args for each in actions.every()} | {Options}
        shapes |= {reading.asked_by(each) for each in inquiries.every()}
        told, definitions = models_json_schema(
            [(each, "validation") for each in sorted(shapes, key=lambda each: (each.__module__, each.__name__))],
            ref_template=REF)  # fmt: skip
        self.inputs: dict[type[Any], Any] = {model: schema for (model, _), schema in told.items()}
        self.schemas: dict[str, Any] = definitions.get("$defs", {}) | OWN
        self.paths: Paths = dict(general())
        for form in _forms():
            self.paths |= self.form(form)
        for inquiry in inquiries.every():
            if not inquiry.about:
                where = f"{BASE}/{{company}}/inquiries/{inquiry.key}"
                self.paths |= self.inquiry(inquiry, where, [COMPANY], "inquiries")

    def form(self, form: type[Form]) -> Paths:
        """Everything under one form."""
        where = f"{BASE}/{{company}}/{form.key}"
        name = schema_name(form)
        record = self.record(form)
        self.schemas |= {
            name: record, f"{name}Done": schemas.warned(record),
            f"{name}Row": _object(form.of, form.all_columns(), required=False),
            f"{name}Page": schemas.page(ref(f"{name}Row")),
        }  # fmt: skip
        paths = {where: self.collection(form, name), f"{where}/{{number}}": self.single(form, name)}
        for action in form.actions():
            paths |= self.action(form, action, where)
        for subject in ("actions", "timeline"):
            paths[f"{where}/{{number}}/{subject}"] = {"get": _read(
                f"{form.key}.{subject}", SUBJECTS[subject], form.key, ref(SUBJECT_SCHEMAS[subject]), NUMBERED,
                [_query("size", WHOLE, "At most so many.")] if subject == "timeline" else [])}  # fmt: skip
        for lines in form.lines:
            paths |= self.lines(form, lines, where)
        for inquiry in inquiries.every():
            if inquiry.about == form.key:
                paths |= self.inquiry(inquiry, f"{where}/{{number}}/{inquiry.key}", NUMBERED, form.key)
        return paths | files(form)

    def record(self, form: type[Form]) -> dict[str, Any]:
        """The schema of one record: its fields, its version, its lines."""
        schema = _object(form.of, form.all_columns())
        if hasattr(form.of, "version"):
            schema["properties"]["version"] = {"type": "integer"}
        for lines in form.lines:
            row = f"{schema_name(form)}{lines.key.title().replace('-', '')}"
            self.schemas[row] = _object(lines.of, reading.line_columns(lines))
            self.schemas[f"{row}Done"] = schemas.warned(self.schemas[row])
            schema["properties"][lines.key] = {"type": "array", "items": ref(row)}
        schema["required"] = list(schema["properties"])
        return schema

    def collection(self, form: type[Form], name: str) -> dict[str, Operation]:
        """The list of a form, and new records where people make them."""
        found = {"get": _read(f"{form.key}.list", f"List {form.title}".lower(), form.key, ref(f"{name}Page"), [COMPANY],
                              list(_list_parameters(form)))}  # fmt: skip
        create = _find(form.of, CREATE)
        if create:
            answers = {"200": ref("Answer"), "201": {"anyOf": [ref(f"{name}Done"), ref("Answer")]}}
            found["post"] = _write(
                f"{form.key}.create", str(create.label), form.key, [COMPANY], self.inputs[create.args], answers,
                str(create.help))  # fmt: skip
        return found

    def single(self, form: type[Form], name: str) -> dict[str, Operation]:
        """One record: read, changed, removed."""
        found = {"get": _read(f"{form.key}.read", f"Read one {form.label()}", form.key, ref(name), NUMBERED)}
        edit, delete = _find(form.of, EDIT), _find(form.of, DELETE)
        if edit:
            found["patch"] = _write(
                f"{form.key}.edit", str(edit.label), form.key, [*NUMBERED, IF_MATCH], self.inputs[edit.args],
                {"200": {"anyOf": [ref(f"{name}Done"), ref("Answer")]}}, str(edit.help))  # fmt: skip
        if delete:
            found["delete"] = _write(
                f"{form.key}.delete", str(delete.label), form.key, [*NUMBERED, IF_MATCH], None,
                {"200": ref("Answer"), "204": None}, str(delete.help))  # fmt: skip
        return found

    def action(self, form: type[Form], action: Action, where: str) -> Paths:
        """An action on one record, and on many."""
        paths: Paths = {}
        if not action.creates:
            paths[f"{where}/{{number}}/{action.key}"] = {"post": _write(
                f"{form.key}.{action.key}.one", str(action.label), form.key, [*NUMBERED, IF_MATCH],
                self.inputs[action.args], {"200": ref("Answer")}, str(action.help))}  # fmt: skip
        made = {"201": ref("Answer")} if action.creates else {"202": ref("Job")}
        paths[f"{where}/{action.key}"] = {"post": _write(
            f"{form.key}.{action.key}.many", f"{action.label}: many at once", form.key, [COMPANY],
            schemas.many(self.inputs[action.args], creates=action.creates), {"200": ref("Answer")} | made,
            str(action.help))}  # fmt: skip
        return paths

    def lines(self, form: type[Form], lines: Lines, where: str) -> Paths:
        """The lines of a document and what can be done to one of them."""
        name = f"{schema_name(form)}{lines.key.title().replace('-', '')}"
        row, done = ref(name), ref(f"{name}Done")
        at, key = f"{where}/{{number}}/{lines.key}", f"{form.key}.{lines.key}"
        listed = {"type": "object", "properties": {"rows": {"type": "array", "items": row}}, "required": ["rows"]}
        many = {"get": _read(f"{key}.list", str(lines.label), form.key, listed, NUMBERED)}
        one = {"get": _read(f"{key}.read", f"{lines.label}: one", form.key, row, LINE)}
        edit = _find(form.of, EDIT)
        told = self.line_input(edit, lines) if edit else None
        if told:
            more: dict[str, Any] = {"200": {"anyOf": [done, ref("Answer")]}}
            many["post"] = _write(
                f"{key}.create", f"{lines.label}: new", form.key, [*NUMBERED, IF_MATCH], told,
                {"200": ref("Answer"), "201": done})  # fmt: skip
            one["patch"] = _write(f"{key}.edit", f"{lines.label}: edit", form.key, [*LINE, IF_MATCH], told, more)
            one["delete"] = _write(
                f"{key}.delete", f"{lines.label}: remove", form.key, [*LINE, IF_MATCH], None,
                {"200": ref("Answer"), "204": None})  # fmt: skip
        paths = {at: many, f"{at}/{{line}}": one, f"{at}/{{line}}/actions": {"get": _read(
            f"{key}.actions", SUBJECTS["actions"], form.key, ref("Possible"), LINE)}}  # fmt: skip
        for action in actions.of(lines.of):
            if not action.creates:
                paths[f"{at}/{{line}}/{action.key}"] = {"post": _write(
                    f"{key}.{action.key}", str(action.label), form.key, [*LINE, IF_MATCH],
                    self.inputs[action.args], {"200": ref("Answer")}, str(action.help))}  # fmt: skip
        return paths

    def line_input(self, edit: Action, lines: Lines) -> dict[str, Any] | None:
        """What one line may be told, taken out of the edit action's lines."""
        if lines.key not in edit.args.model_fields:
            return None
        schema = self.schemas[self.inputs[edit.args]["$ref"].rsplit("/", 1)[-1]]["properties"][lines.key]
        return next((each for each in _inside(schema) if "$ref" in each), {"type": "object"})

    def inquiry(self, inquiry: Inquiry, path: str, parameters: Sequence[dict[str, Any]], tag: str) -> Paths:
        """The rows of an inquiry."""
        row = _row(inquiry)
        own = self.schemas.get(self.inputs[reading.asked_by(inquiry)].get("$ref", "").rsplit("/", 1)[-1], {})
        asked = [
            _query(name, _flat(schema), str(schema.get("description", "")), name in own.get("required", ()))
            for name, schema in own.get("properties", {}).items() if not (name == "number" and inquiry.about)
        ]  # fmt: skip
        return {
            path: {
                "get": _read(
                    f"{tag}.{inquiry.key}", str(inquiry.label), tag, schemas.page(row), parameters, asked, inquiry.help
                )
            }
        }


def schema_name(form: type[Form]) -> str:
    """The name of a form's record among the schemas."""
    return form.of.__name__


def _find(record: type[Stored], key: str) -> Action | None:
    return next((each for each in actions.of(record) if each.key == key), None)


def _inside(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _inside(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _inside(value)


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema without what only bodies can say: null, and numbers beside text."""
    options = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    text = next((each for each in options if each.get("type") == "string"), options[0])
    return {name: value for name, value in text.items() if name not in ("title", "default", "description")}


def _object(record: type[Stored], columns: Sequence[Column], *, required: bool = True) -> dict[str, Any]:
    """The schema of a row by its columns."""
    properties = {
        column.key: schemas.value(column.kind, nullable=_nullable(record, column.path)) | {"title": str(column.label)}
        for column in columns
    }
    named = {"required": list(properties)} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False} | named


def _nullable(record: type[Stored], path: str) -> bool:
    """Whether a value may be missing: a field, or a reference on the way to it, that may be blank."""
    names = path.split("__")
    fields = [field_of(record, "__".join(names[: at + 1])) for at in range(len(names))]
    return any(field.null or getattr(field, "generated", False) for field in fields)


def _row(inquiry: Inquiry) -> dict[str, Any]:
    columns = [each for each in inquiry.columns if not each.hidden]
    properties = {each.key: schemas.value(each.kind, nullable=True) | {"title": str(each.label)} for each in columns}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 1000}
FLAG: dict[str, Any] = {"type": "boolean"}


def _parameter(name: str, where: str, schema: dict[str, Any], description: str, required: bool) -> dict[str, Any]:
    return {"name": name, "in": where, "required": required, "schema": schema, "description": description}


def _query(name: str, schema: dict[str, Any], description: str, required: bool = False) -> dict[str, Any]:
    return _parameter(name, "query", schema, description, required)


SEGMENT = {"type": "string", "minLength": 1, "pattern": r"^[^/\\?#]+$"}
COMPANY = _parameter("company", "path", {"type": "string", "pattern": "^[A-Z0-9]{1,4}$"}, "Code of the company.", True)
NUMBER = _parameter("number", "path", SEGMENT, "Number or code of the record.", True)
LINE_NUMBER = _parameter("line", "path", {"type": "integer", "minimum": 0, "maximum": 999999999}, "Line number.", True)
JOB = _parameter("job", "path", {"type": "integer", "minimum": 1}, "Number of the job.", True)
NUMBERED, LINE = [COMPANY, NUMBER], [COMPANY, NUMBER, LINE_NUMBER]
IF_MATCH = _parameter("If-Match", "header", {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'},
                      "The version seen, as the ETag gave it.", False)  # fmt: skip
TOKEN = _parameter("Idempotency-Key", "header", {"type": "string", "pattern": "^[ -~]{1,255}$"},
                   "A repeated request gets the first answer.", False)  # fmt: skip
SWITCHES = [
    _query("preview", FLAG, "Carry it out for show: exact effects, nothing changed."),
    _query("effects", FLAG, "Tell the effects with the answer."),
]
SUBJECTS = {"actions": "What can be done now, and why not", "timeline": "What happened, newest first"}
SUBJECT_SCHEMAS = {"actions": "Possible", "timeline": "Timeline"}


def _list_parameters(form: type[Form]) -> Iterator[dict[str, Any]]:
    """Paging, order and filters of a list."""
    yield _query("after", TEXT, "Cursor of the page before.")
    yield _query("size", WHOLE, "Rows on a page.")
    yield _query("order", TEXT, "Fields with commas between; - before one turns it round.")
    yield _query("fields", TEXT, "Fields to show, with commas between.")
    if form.find:
        yield _query("search", TEXT | {"maxLength": 100}, "Text to be found in: " + ", ".join(form.find))
    for column in form.all_columns():
        yield _query(column.key, schemas.filter_value(column.kind), f"Only where this is {column.label}; "
                     f"{column.key}__op with another operator.")  # fmt: skip


def _read(
    key: str, summary: str, tag: str, schema: dict[str, Any], parameters: Sequence[dict[str, Any]],
    query: Sequence[dict[str, Any]] = (), description: str = "",
) -> Operation:  # fmt: skip
    found: Operation = {
        "operationId": key, "summary": summary, "tags": [tag], "parameters": [*parameters, *query],
        "responses": {"200": schemas.response("Found", schema)} | schemas.problems(READS),
    }  # fmt: skip
    return found | ({"description": description} if description else {})


def _write(
    key: str, summary: str, tag: str, parameters: Sequence[dict[str, Any]], body: dict[str, Any] | None,
    answers: Mapping[str, dict[str, Any] | None], description: str = "",
) -> Operation:  # fmt: skip
    told = {status: schemas.response(DONE[status], schema) for status, schema in answers.items()}
    found: Operation = {
        "operationId": key, "summary": summary, "tags": [tag], "parameters": [*parameters, TOKEN, *SWITCHES],
        "responses": told | schemas.problems(WRITES),
    }  # fmt: skip
    if body is not None:
        found["requestBody"] = {"required": False, "content": {"application/json": {"schema": body}}}
    return found | ({"description": description} if description else {})


DONE = {"200": "Done", "201": "Made", "202": "Goes on as a job", "204": "Gone"}


def files(form: type[Form]) -> Paths:
    """Import and export of a form's records."""
    at, parameters = f"{BASE}/{{company}}", [COMPANY]
    kind = _query("format", {"type": "string", "enum": ["csv", "xlsx"]}, "Format of the file.")
    out = {"get": _file_out(f"{form.key}.export", f"Export {form.title}".lower(), form.key,
                            [*parameters, kind, *_list_parameters(form)])}  # fmt: skip
    if _find(form.of, CREATE) is None:
        return {f"{at}/exports/{form.key}": out}
    taken = _write(f"{form.key}.import", f"Import {form.title}".lower(), form.key, parameters, None,
                   {"200": ref("Report"), "202": ref("Job")})  # fmt: skip
    taken["parameters"] = [
        COMPANY, _query("dry_run", FLAG, "Check only (true unless said otherwise)."),
        _query("report", {"type": "string", "enum": ["json", "csv"]}, "Form of the report.")]  # fmt: skip
    taken["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schemas.UPLOAD}}}
    taken["responses"]["200"]["content"]["text/csv"] = {"schema": TEXT}
    template = _file_out(f"{form.key}.template", "Empty file to fill", form.key, [*parameters, kind])
    return {f"{at}/exports/{form.key}": out, f"{at}/imports/{form.key}": {"get": template, "post": taken}}


def _file_out(key: str, summary: str, tag: str, parameters: Sequence[dict[str, Any]]) -> Operation:
    found = _read(key, summary, tag, {}, parameters)
    found["responses"]["200"] = {
        "description": "The file",
        "content": {
            "text/csv": {"schema": TEXT},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"schema": {"type": "string"}},
        },
    }
    return found


def general() -> Iterator[tuple[str, dict[str, Operation]]]:
    """The addresses that belong to no form."""
    size = [_query("size", WHOLE | {"maximum": 200}, "At most so many.")]
    at = f"{BASE}/{{company}}"
    yield f"{BASE}/me", {"get": _read("me", "Who is asking", "general", ref("Me"), [])}
    yield f"{BASE}/meta", {"get": _read("meta.list", "All forms", "general", schemas.rows({"type": "object"}), [])}
    yield f"{BASE}/meta/{{form}}", {"get": _read(
        "meta.read", "The contract of a form", "general", {"type": "object"},
        [_parameter("form", "path", SEGMENT, "Key of the form.", True)])}  # fmt: skip
    yield (
        f"{at}/inquiries",
        {"get": _read("inquiries.list", "What may be asked", "inquiries", schemas.rows({"type": "object"}), [COMPANY])},
    )
    yield f"{at}/jobs", {"get": _read("jobs.list", "My jobs", "jobs", schemas.rows(ref("Job")), [COMPANY], size)}
    yield f"{at}/jobs/{{job}}", {"get": _read("jobs.read", "How far a job is", "jobs", ref("Job"), [COMPANY, JOB])}
    report = _file_out("jobs.report", "Bad rows of an import", "jobs", [COMPANY, JOB])
    yield f"{at}/jobs/{{job}}/report", {"get": report}
    cancel = _write("jobs.cancel", "Ask a job to stop", "jobs", [COMPANY, JOB], None, {"200": ref("Job")})
    cancel["parameters"] = [COMPANY, JOB]
    yield f"{at}/jobs/{{job}}/cancel", {"post": cancel}


def slug(text: str) -> str:
    """Text as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
