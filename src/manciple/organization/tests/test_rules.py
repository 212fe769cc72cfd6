"""Worked cases and properties of the organization's rules."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel import numbering
from manciple.kernel.args import Args
from manciple.kernel.setup import Known
from manciple.organization import rules
from manciple.organization.terms import Account, Issued, Issuing, NewToken, NewUser

TODAY = date(2026, 1, 15)


def told(**values: Any) -> Args:
    """Arguments of which every one was given."""
    return SimpleNamespace(**values, model_fields_set=set(values))  # type: ignore[return-value]


def codes(refusals: Any) -> list[str]:
    return [each.code for each in refusals]


def sequence(reference: str, form: str, following: int = 1) -> list[str]:
    """The refusals of a number sequence."""
    args = told(reference=reference, format=form, next=following)
    guards = (rules.sequence_counts, rules.sequence_fits, rules.next_number_fits)
    return [code for guard in guards for code in codes(guard(Known({}), args))]


@pytest.fixture(autouse=True)
def _order_numbers() -> None:
    numbering.reference("purchase-order", "Purchase order", form="PO-######", longest=10)


@pytest.mark.parametrize(
    ("form", "refused", "numbers"),
    [
        pytest.param("#####_2014", [], ["00001_2014", "00002_2014"], id="W9-ten-characters-are-allowed"),
        pytest.param("CS-EXPENSE-####", ["ORD-01"], ["CS-EXPENSE-0001", "CS-EXPENSE-0002"], id="W9-fifteen-are-not"),
        pytest.param("PO-#######", [], ["PO-0000001", "PO-0000002"], id="ten-exactly"),
        pytest.param("PO-########", ["ORD-01"], ["PO-00000001", "PO-00000002"], id="eleven"),
    ],
)
def test_01_3_an_order_number_has_at_most_ten_characters(form: str, refused: list[str], numbers: list[str]) -> None:
    assert sequence("purchase-order", form) == refused
    assert [numbering.render(form, each) for each in (1, 2)] == numbers


@pytest.mark.parametrize(
    ("form", "following", "refused"),
    [
        ("PO", 1, ["ORG-09"]),
        ("P O#", 1, ["ORG-10"]),
        ("P€O#", 1, ["ORG-10"]),
        ("P O€", 1, ["ORG-09", "ORG-10", "ORG-10"]),
        ("##", 99, []),
        ("##", 100, ["ORD-02"]),
        ("&&", 675, []),
        ("&&", 676, ["ORD-02"]),
        ("&#", 259, []),
        ("&#", 260, ["ORD-02"]),
        ("a-Z_/.#", 9, []),
    ],
)
def test_01_3_a_format_counts_and_holds_the_next_number(form: str, following: int, refused: list[str]) -> None:
    assert sequence("voucher-of-a-test", form, following) == refused


@given(st.text("#&-AB", min_size=1, max_size=8), st.integers(0, 10**9))
def test_a_number_that_fits_is_as_long_as_its_format_and_no_other_number_looks_like_it(form: str, number: int) -> None:
    if sequence("voucher-of-a-test", form, number):
        return
    rendered = numbering.render(form, number)
    assert len(rendered) == len(form)
    if not sequence("voucher-of-a-test", form, number + 1):
        assert numbering.render(form, number + 1) > rendered


@pytest.mark.parametrize(("code", "known"), [("US", True), ("DE", True), ("EU", False), ("ZZ", False), ("us", False)])
def test_a_country_is_one_of_iso_3166(code: str, known: bool) -> None:
    assert codes(rules.country_is_known(Known({}), told(country=code))) == ([] if known else ["ORG-05"])


@pytest.mark.parametrize(
    ("zone", "known"),
    [
        ("UTC", True),
        ("Europe/Berlin", True),
        ("Nowhere", False),
        ("../etc/passwd", False),
        ("", False),
        ("Europe", False),
    ],
)
def test_a_time_zone_is_one_of_the_tz_database(zone: str, known: bool) -> None:
    assert codes(rules.time_zone_is_known(Known({}), told(time_zone=zone))) == ([] if known else ["ORG-06"])


@pytest.mark.parametrize(
    ("site", "warehouse", "refused"),
    [
        ("1", "11", []),
        ("1", "", []),
        ("", "", []),
        ("2", "11", ["ORG-08"]),
        ("", "11", ["ORG-08"]),
        ("1", "UNKNOWN", []),
    ],
)
def test_03_1_3_a_warehouse_belongs_to_one_site(site: str, warehouse: str, refused: list[str]) -> None:
    known = Known({}, more=SimpleNamespace(sites={"11": "1", "21": "2"}))
    assert codes(rules.warehouse_of_site(known, told(site=site, warehouse=warehouse))) == refused


def test_a_changed_site_is_held_against_the_warehouse_that_stays() -> None:
    known = Known({}, row={"site": "1", "warehouse": "11"}, more=SimpleNamespace(sites={"11": "1"}))
    assert codes(rules.warehouse_of_site(known, told(site="2"))) == ["ORG-08"]


@given(st.binary(min_size=32, max_size=32))
def test_a_token_is_known_by_its_form(randomness: bytes) -> None:
    secret = rules.secret(randomness)
    assert len(secret) == 52
    assert rules.is_well_formed(secret)
    assert len(rules.digest(secret)) == 64


@given(st.binary(min_size=32, max_size=32), st.integers(3, 51), st.characters(codec="ascii", categories=["L", "N"]))
def test_a_token_with_a_typing_error_is_noticed(randomness: bytes, place: int, letter: str) -> None:
    secret = rules.secret(randomness)
    wrong = secret[:place] + letter + secret[place + 1 :]
    assert rules.is_well_formed(wrong) == (wrong == secret)


@pytest.mark.parametrize(
    "text", ["", "mc_", "mc_" + "0" * 49, "xx_" + "0" * 49, "mc_" + "ä" * 49, "mc_\ud800" + "0" * 48]
)
def test_what_is_no_token_is_not_looked_up(text: str) -> None:
    assert not rules.is_well_formed(text)


def test_two_tokens_differ() -> None:
    assert rules.secret(bytes(32)) != rules.secret(bytes(31) + b"\1")
    assert rules.secret(bytes(32)) == "mc_" + "0" * 43 + rules.secret(bytes(32))[-6:]


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (date(2026, 1, 14), ["USR-09"]),
        (date(2026, 1, 15), []),
        (date(2027, 1, 15), []),
        (date(2027, 1, 16), ["USR-09"]),
    ],
)
def test_a_token_lives_at_most_a_year(day: date, refused: list[str]) -> None:
    issuing = Issuing(1, True, frozenset(), TODAY)
    token = NewToken(user="ann", name="link", expires_on=day)
    assert codes(rules.ends_within_a_year(issuing, token)) == refused


def test_a_token_is_for_a_user_who_may_act_and_for_companies_that_exist() -> None:
    token = NewToken(user="ann", name="link", legal_entities=["US01", "DE01"], expires_on=TODAY)
    gone = Issuing(None, False, frozenset({"US01"}), TODAY)
    disabled = Issuing(7, False, frozenset({"US01", "DE01"}), TODAY)
    assert codes(rules.user_may_act(gone, token)) == ["USR-11"]
    assert codes(rules.user_may_act(disabled, token)) == ["USR-11"]
    assert codes(rules.companies_exist(gone, token)) == ["USR-10"]
    assert codes(rules.companies_exist(disabled, token)) == []


@pytest.mark.parametrize(
    ("is_service", "password", "refused"),
    [(False, "", ["USR-03"]), (True, "secret", ["USR-04"]), (False, "secret", []), (True, "", [])],
)
def test_people_have_passwords_and_programs_have_tokens(is_service: bool, password: str, refused: list[str]) -> None:
    user = NewUser(username="ann", is_service=is_service, password=password)
    account = Account("ann", is_service, True, False)
    assert codes(rules.has_the_password_it_needs(account, user)) == refused


def test_what_stands_against_a_user_is_said() -> None:
    own = Account("ann", False, True, True, ("Too short.", "Too common."))
    gone = Account("link", True, False, False)
    assert codes(rules.password_is_good(own, NewUser(username="ann"))) == ["USR-02", "USR-02"]
    assert codes(rules.is_somebody_else(own)) == ["USR-05"]
    assert codes(rules.is_disabled(own)) == ["USR-07"]
    assert codes(rules.is_enabled(gone)) == ["USR-06"]
    assert codes(rules.is_a_person(gone)) == ["USR-04"]
    assert codes(rules.is_not_revoked(Issued(True))) == ["USR-12"]
    assert codes(rules.is_not_revoked(Issued(False))) == []
