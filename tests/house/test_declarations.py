"""Every declaration is complete: labels, help, words, contract, statements, pages (style 3.9)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db import ProgrammingError, connection

from manciple.kernel import actions, authority, forms, inquiries, reference, sql
from manciple.kernel.args import shown
from manciple.kernel.records import Owned, document_of, field_of, ours
from manciple.orders.forms import PurchaseOrders
from manciple.orders.models import PurchaseLine, PurchaseOrder

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "src" / "manciple"
CONTRACT = yaml.safe_load(Path(__file__).with_name("contract.yaml").read_text("utf-8"))
BUSINESS = [
    "organization",
    "terms",
    "parties",
    "products",
    "ledger",
    "pricing",
    "workflow",
    "orders",
    "receipts",
    "invoices",
]
ROOMS = {"demo", "forms", "actions", "inquiries", "models", "rules", "messages", "terms", "apps", "__init__"}


# --- Labels and help -------------------------------------------------------------------------------


@pytest.mark.parametrize("action", list(actions.every()), ids=lambda action: action.name)
def test_every_action_is_labelled_explained_and_permitted(action: actions.Action) -> None:
    assert str(action.label).strip()
    assert str(action.help).strip().endswith(".")
    assert action.duty in {each.key for each in authority.declared_duties()}
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", action.key)
    for name, field in action.args.model_fields.items():
        assert str(shown(field).get("label", "")).strip(), f"argument {name}"


@pytest.mark.parametrize("action", list(actions.every()), ids=lambda action: action.name)
def test_states_of_an_action_are_states_of_its_record(action: actions.Action) -> None:
    holder: Any = document_of(action.record) or action.record
    states = {value for value, _ in holder._meta.get_field(holder.state).flatchoices} if holder.state else set()
    assert {*map(str, action.when), *([action.to] if action.to else [])} <= states


@pytest.mark.parametrize("form", list(forms.every()), ids=lambda form: form.key)
def test_every_form_places_fields_that_exist_and_are_labelled(form: type[forms.Form]) -> None:
    placed = [*form.fields(), *(each for lines in form.lines for each in form.line_fields(lines))]
    placed += [form.field(path) for path in (*form.grid, *form.find)]
    assert [each.path for each in placed if not each.label.strip()] == []
    assert str(form.title).strip()
    assert form.duty in {each.key for each in authority.declared_duties()}
    assert all(field_of(form.of, name.removeprefix("-")) for name in form.order)


@pytest.mark.parametrize("form", list(forms.every()), ids=lambda form: form.key)
def test_every_button_and_line_menu_is_an_action_or_an_inquiry(form: type[forms.Form]) -> None:
    known = {each.key for each in form.actions()} | {each.key for each in inquiries.every()}
    buttons = [key for pane in form.panes for group in pane.groups for key in group.keys]
    assert [key for key in buttons if key not in known] == []
    for lines in form.lines:
        of_lines = {each.key for each in actions.of(lines.of)} | known
        assert [key for _, keys in lines.menus for key in keys if key not in of_lines] == []


@pytest.mark.parametrize("inquiry", list(inquiries.every()), ids=lambda inquiry: inquiry.key)
def test_every_inquiry_is_labelled_and_explained(inquiry: inquiries.Inquiry) -> None:
    assert str(inquiry.label).strip()
    assert inquiry.help.strip().endswith(".")
    assert [column.key for column in inquiry.columns if not str(column.label).strip()] == []


def test_every_refusal_is_worded_with_a_way_out() -> None:
    found = reference.messages()
    assert len(found) > 50
    assert [code for code, each in found.items() if not re.fullmatch(r"[A-Z][A-Z0-9_]*(-[A-Z0-9]+)?", code)] == []
    silent = [code for code, each in found.items() if each.severity == "error" and not str(each.way_out).strip()]
    assert silent == []


def test_every_refusal_is_said_somewhere() -> None:
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name != "messages.py")
    unused = []
    for path in PACKAGE.rglob("messages.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name.isupper() and not re.search(rf"\b{name}\b", source):
                    unused.append(f"{path.parent.name}.{name}")
    assert unused == []


# --- The contract of the purchase order --------------------------------------------------------------


def labels_of(part: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = CONTRACT[part]
    return found


#: Actions of chapters the contract does not list: those of the workflow bar (01 §25.1), and what adds to
#: the attachments it lists.
OWN_ACTIONS = {"submit", "recall", "approve", "reject", "delegate", "attach", "undelete"}


def test_actions_of_the_purchase_order_bear_the_names_of_the_contract() -> None:
    for record, part in ((PurchaseOrder, "purchase_order_actions"), (PurchaseLine, "purchase_order_line_actions")):
        for action in actions.of(record):
            if action.key in OWN_ACTIONS:
                continue
            assert action.key in labels_of(part), f"{action.key} is no key of the contract"
            otherwise = CONTRACT["worded_otherwise"][part].get(action.key, [])
            assert str(action.label) in [*labels_of(part)[action.key], *otherwise]


#: Fields of the purchase order the contract does not know: what chapters add, and what the list shows.
OWN_FIELDS = {
    "order_date", "changed_since_confirmation", "awaits_invoice", "source", "confirmations", "confirmed_on", "subtotal",
    "charges", "sales_tax", "round_off", "total", "next_delivery", "change_request", "requires_reapproval",
    "approved_version", "versions", "inquiries", "orderer__user", "vendor__hold", "summary_of_vendor",
    "summary_documents",
}  # fmt: skip
OWN_LINE_FIELDS = {
    "ordered", "received", "invoiced", "remaining", "sales_tax", "overdelivered", "canceled_order",
    "canceled_remainder", "canceled_short", "added", "price_source", "is_deleted", "parent", "mode_of_delivery",
    "delivery_terms",
}  # fmt: skip


def test_fields_of_the_purchase_order_bear_the_names_of_the_contract() -> None:
    (lines, _) = PurchaseOrders.lines
    for placed, part, own in (
        (PurchaseOrders.fields(), "purchase_order_fields", OWN_FIELDS),
        (PurchaseOrders.line_fields(lines), "purchase_order_line_fields", OWN_LINE_FIELDS),
    ):
        for each in placed:
            if each.path not in own:
                assert each.path in labels_of(part), f"{each.path} is no key of the contract"
                assert each.label in labels_of(part)[each.path]


def test_what_is_not_built_yet_is_known() -> None:
    """The list shrinks with every chapter; it never grows."""
    inquired = {each.key for each in inquiries.every()}
    built = {each.key for each in actions.of(PurchaseOrder)} | inquired
    missing = [key for key in labels_of("purchase_order_actions") if key not in built]
    assert sorted(missing) == sorted(CONTRACT["not_built_yet"]["purchase_order_actions"])
    built = {each.key for each in actions.of(PurchaseLine)} | inquired
    missing = [key for key in labels_of("purchase_order_line_actions") if key not in built]
    assert sorted(missing) == sorted(CONTRACT["not_built_yet"]["purchase_order_line_actions"])


# --- Statements ------------------------------------------------------------------------------------


def statements() -> Iterator[tuple[str, sql.Statement]]:
    for package in apps.get_app_configs():
        if package.name.startswith("manciple."):
            yield from ((f"{package.label}.{name}", each) for name, each in sql.statements(package.label).items())


@pytest.mark.parametrize(("name", "statement"), list(statements()), ids=[name for name, _ in statements()])
def test_a_statement_takes_what_it_says_and_names_the_company(name: str, statement: sql.Statement) -> None:
    body = re.sub(r"^--.*$", "", statement.text, flags=re.M)
    assert {match[0] for match in sql.PLACEHOLDER.findall(body)} == set(statement.takes)
    assert statement.says.strip().endswith((".", ":", ";"))
    tables = {model._meta.db_table for model in ours() if issubclass(model, Owned)}
    if tables & set(re.findall(r"\w+", body)):
        assert "company_id" in body


def prepared(text: str) -> None:
    """Lets the server read a statement and find every table, column and type in it, without doing it."""
    names = list(dict.fromkeys(match[0] for match in sql.PLACEHOLDER.findall(text)))
    for place, name in enumerate(names, start=1):
        text = text.replace(f"%({name})s", f"${place}")
    with connection.cursor() as cursor:
        cursor.execute("PREPARE house AS " + text.replace("%%", "%"))
        cursor.execute("DEALLOCATE house")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "statement"), list(statements()), ids=[name for name, _ in statements()])
def test_the_server_understands_every_statement(name: str, statement: sql.Statement) -> None:
    prepared(statement.text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typo",
    [
        "SELECT nmae FROM organization_site WHERE company_id = %(company)s",
        "SELECT name FROM organization_sight WHERE company_id = %(company)s",
        "SELECT name FROM organization_site WHERE company_id = %(company)s GROUP BY code",
        "SELECT name FROM organization_site WHERE code = ANY(%(codes)s::bigint[])",
    ],
)
def test_a_statement_with_a_typo_would_be_found(typo: str) -> None:
    with pytest.raises(ProgrammingError):
        prepared(typo)


# --- Rooms and source ------------------------------------------------------------------------------


@pytest.mark.parametrize("package", BUSINESS)
def test_a_package_has_the_rooms_of_the_house(package: str) -> None:
    folder = PACKAGE / package
    here = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert here - ROOMS - {"migrations", "tests"} == set()
    assert (folder / "README.md").exists()


def sources(*names: str) -> list[Path]:
    return [
        path
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
        and (not names or any(name in path.relative_to(PACKAGE).parts for name in names))
    ]  # fmt: skip


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_functions_are_short() -> None:
    lengths: list[tuple[int, str]] = []
    for path in sources("kernel", *BUSINESS):
        for node in functions(ast.parse(path.read_text("utf-8"))):
            lengths.append(((node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(PACKAGE)}:{node.name}"))
    lengths.sort()
    assert lengths[len(lengths) // 2][0] <= 10
    assert lengths[len(lengths) * 9 // 10][0] <= 30
    assert [name for length, name in lengths if length > 70] == []


def test_nothing_is_imported_within_a_function() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{inner.lineno}"
        for path in sources("kernel", *BUSINESS)
        for node in functions(ast.parse(path.read_text("utf-8")))
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_file_outgrows_its_room() -> None:
    long = [(path, len(path.read_text("utf-8").splitlines())) for path in sources("kernel", *BUSINESS)]
    assert [f"{path.relative_to(PACKAGE)}: {lines}" for path, lines in long if lines > 500] == []


def test_rules_are_pure_and_exact() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).parts
        if "tests" in parts or not ("rules" in parts or path.name == "rules.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: a float")
            module = getattr(node, "module", "") or ""
            if isinstance(node, ast.ImportFrom) and module.split(".")[0] in ("django", "psycopg", "time"):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {module}")
    assert found == []


# --- Doors know no word of the trade -----------------------------------------------------------------

#: Words of the trade that are also words of the house.
GENERIC = {
    "user", "role", "currency", "unit", "site", "line", "lines", "period", "product", "entry", "item", "company",
    "assignment", "legal", "entity", "token", "group", "code", "code account", "api token", "api tokens", "users",
    "roles", "units", "sites", "periods", "entries", "charge", "charges", "role assignment", "legal entity",
    "worker", "workers", "element", "instance", "mail", "e-mail", "e-mails", "currencies", "products",
    "match result", "terms", "return action", "return actions", "charges code", "legal entities",
}  # fmt: skip


def words_of_the_trade() -> set[str]:
    found: set[str] = set()
    for package in BUSINESS:
        for model in apps.get_app_config(package).get_models():
            names = {str(model._meta.verbose_name), str(model._meta.verbose_name_plural)}
            names.add(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__))
            found |= {name.lower() for name in names}
    return found - GENERIC


def test_no_door_knows_a_word_of_the_trade() -> None:
    words = sorted(words_of_the_trade(), key=len, reverse=True)
    wanted = re.compile(r"\b(" + "|".join(re.escape(word).replace(r"\ ", r"[ _-]?") for word in words) + r")\b", re.I)
    found = [
        f"{path.relative_to(CHECKOUT)}: {match[0]}"
        for folder, kinds in ((PACKAGE / "doors", {".py", ".html"}), (CHECKOUT / "frontend", {".js", ".css", ".mjs"}))
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds and not {"tests", "test", "node_modules"} & set(path.parts)
        for match in [wanted.search(path.read_text("utf-8"))]
        if match
    ]
    assert found == []


# --- Pages -----------------------------------------------------------------------------------------


def test_the_reference_is_fresh() -> None:
    """Run `python -m manciple reference` after a change of a declaration."""
    folder = CHECKOUT / "docs" / "reference"
    stale = [name for name, text in reference.pages().items() if (folder / name).read_text("utf-8") != text]
    assert stale == []
