"""The schemas that are the same for every form: values, pages, answers, jobs, problems."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: Sequence[str] = (), **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
ANY: Schema = {}
OBJECT: Schema = {"type": "object"}
EXACT = {"type": "string", "format": "decimal"}
MOMENT = {"type": "string", "format": "date-time"}
MOMENT_OR_NONE = {"type": ["string", "null"], "format": "date-time"}

VALUES: dict[str, Schema] = {
    "whole": WHOLE, "key": WHOLE, "flag": FLAG, "date": {"type": "string", "format": "date"}, "moment": MOMENT,
    "codes": _list(TEXT), **dict.fromkeys(("quantity", "price", "amount", "percent", "number"), EXACT),
}  # fmt: skip


def value(kind: str, *, nullable: bool) -> Schema:
    """The schema of a value as it is answered."""
    found = dict(VALUES.get(kind, TEXT))
    return found | {"type": [found["type"], "null"]} if nullable else found


def filter_value(kind: str) -> Schema:
    """The schema of a value in a filter; exact numbers stand there as text too."""
    return TEXT if kind == "codes" else dict(VALUES.get(kind, TEXT))


def rows(of: Schema) -> Schema:
    """Rows without paging."""
    return _object(["rows"], rows=_list(of))


def page(of: Schema) -> Schema:
    """A page of rows and the cursor of the next one."""
    return _object(["rows", "next"], rows=_list(of), next={"type": ["string", "null"]})


def warned(record: Schema) -> Schema:
    """A record as it is after an act, with what the caller should know."""
    properties = record["properties"] | {"warnings": _list(ref("Refusal"))}
    return record | {"properties": properties, "required": [*record["required"], "warnings"]}


def many(args: Schema, *, creates: bool) -> Schema:
    """The body of a run on many records."""
    told = {"anyOf": [args, _list(args) | {"maxItems": 100}]}
    if creates:
        return _object(args=told, each=FLAG) | {"additionalProperties": False}
    numbers = _list(TEXT | {"minLength": 1}) | {"minItems": 1, "uniqueItems": True}
    return _object(["numbers"], numbers=numbers, args=told, each=FLAG) | {"additionalProperties": False}


REFUSAL = _object(
    ["code", "message"], code=TEXT, message=TEXT, way_out=TEXT, record=TEXT, line=WHOLE, field=TEXT, rule=TEXT,
    severity={"type": "string", "enum": ["error", "warning"]}, values={"type": "object"})  # fmt: skip
PROBLEM = _object(
    ["type", "title", "status", "detail", "code"], type=TEXT, title=TEXT, status=WHOLE, detail=TEXT, code=TEXT,
    request_id=TEXT, refusals=_list(ref("Refusal")),
    errors=_list(_object(["place", "message"], place=TEXT, message=TEXT)))  # fmt: skip
MADE = _object(["kind", "number", "id"], kind=TEXT, number=TEXT, id=WHOLE)
EFFECTS = _object(
    ["changes", "tables"],
    changes=_list(_object(record=TEXT, number=TEXT, field=TEXT, before=ANY, after=ANY)),
    tables=_list(_object(key=TEXT, label=TEXT, columns=_list(OBJECT), rows=_list(OBJECT))))  # fmt: skip
ANSWER = _object(
    ["done", "refused", "made", "warnings", "act", "preview"], done=_list(TEXT),
    refused={"type": "object", "additionalProperties": _list(ref("Refusal"))}, made=_list(ref("Made")),
    warnings=_list(ref("Refusal")), act=WHOLE, preview=FLAG, effects=ref("Effects"), secret=TEXT)  # fmt: skip
JOB = _object(
    ["id", "kind", "label", "status", "done", "total", "refused", "cancel_asked", "outcome", "created_at",
     "started_at", "ended_at"],
    id=WHOLE, kind=TEXT, label=TEXT, done=WHOLE, total=WHOLE, refused=WHOLE, cancel_asked=FLAG,
    status={"type": "string", "enum": ["waiting", "running", "done", "failed", "canceled"]},
    outcome={"type": "object"}, created_at=MOMENT, started_at=MOMENT_OR_NONE, ended_at=MOMENT_OR_NONE)  # fmt: skip
POSSIBLE = _object(["actions"], actions=_list(_object(
    ["key", "label", "available", "refusals"], key=TEXT, label=TEXT, help=TEXT, pane=TEXT, danger=FLAG,
    available=FLAG, refusals=_list(ref("Refusal")))))  # fmt: skip
TIMELINE = _object(["rows"], rows=_list(_object(
    ["event", "at", "user", "door"], event=TEXT, at=MOMENT, user=TEXT, door=TEXT, before=TEXT, after=TEXT,
    detail={"type": "object"}, changes=_list(_object(field=TEXT, before=ANY, after=ANY)))))  # fmt: skip
ME = _object(
    ["user", "by", "companies"], user=TEXT, by={"type": "string", "enum": ["token", "session"]},
    companies=_list(_object(["code", "name"], code=TEXT, name=TEXT)))  # fmt: skip
FAULT = _object(
    ["row", "column", "code", "message", "value"], row=WHOLE, column=TEXT, code=TEXT, message=TEXT, value=TEXT
)
REPORT = _object(
    ["form", "rows", "records", "new", "changed", "unchanged", "refused", "loaded", "faults"], form=TEXT, rows=WHOLE,
    records=WHOLE, new=WHOLE, changed=WHOLE, unchanged=WHOLE, refused=WHOLE, loaded=FLAG, file_hash=TEXT, encoding=TEXT,
    delimiter=TEXT, blank_rows=WHOLE, columns={"type": "object"}, ignored=_list(TEXT), totals={"type": "object"},
    faults=_list(ref("Fault")), warnings=_list(ref("Fault")))  # fmt: skip
UPLOAD = _object(["file"], file={"type": "string", "format": "binary"}, options=ref("Options")) | {
    "additionalProperties": False}  # fmt: skip

OWN: dict[str, Schema] = {
    "Refusal": REFUSAL, "Problem": PROBLEM, "Made": MADE, "Effects": EFFECTS, "Answer": ANSWER, "Job": JOB,
    "Possible": POSSIBLE, "Timeline": TIMELINE, "Me": ME, "Fault": FAULT, "Report": REPORT,
}  # fmt: skip


def response(description: str, schema: Schema | None) -> Schema:
    """An answer with a body of a schema, or with none."""
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    return {"description": description, **content}


def problems(statuses: Sequence[str]) -> dict[str, Schema]:
    """The problems an operation may answer with."""
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def responses() -> dict[str, Schema]:
    """The problem of each status."""
    statuses = (401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 503)
    content = {"application/problem+json": {"schema": ref("Problem")}}
    return {f"Problem{each}": {"description": HTTPStatus(each).phrase, "content": content} for each in statuses}
