"""Users, roles and tokens: each act done once, refused by each guard, and nothing changed when refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import authority, forms, reading, sql
from manciple.kernel.actions import find
from manciple.kernel.args import Args
from manciple.kernel.models import Claim, NumberSequence
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Refused
from manciple.kernel.running import Answer, create, run
from manciple.organization.models import ApiToken, Assignment, LegalEntity, Role, Site, User

GOOD = "correct horse battery"
BETTER = "staple of a battery"


def args(record: type[Stored], key: str, **values: Any) -> Args:
    return find(record, key).args(**values)


def make(company: Company, record: type[Stored], **values: Any) -> Answer:
    return create(record, args(record, "create", **values), company.ctx.fresh())


def act(company: Company, record: type[Stored], key: str, number: str | int, **values: Any) -> Answer:
    return run(record, key, [number], args(record, key, **values), company.ctx.fresh())


def refused(*asked: Any, **values: Any) -> list[str]:
    company, *rest = asked
    with pytest.raises(Refused) as found:
        act(company, *rest, **values)
    return found.value.codes


@pytest.fixture
def ann(company: Company) -> User:
    """A buyer with a password."""
    make(company, User, username="ann", email="ann@example.com", password=GOOD)
    make(company, Assignment, user="ann", legal_entity="US01", role="buyer")
    return User.objects.get(username="ann")


def test_a_user_signs_in_with_the_password_that_was_given(company: Company, ann: User) -> None:
    assert ann.check_password(GOOD)
    assert ann.password.startswith("argon2")
    assert ann.date_joined == company.ctx.now
    assert not ann.is_superuser


def test_a_service_user_has_no_password(company: Company) -> None:
    make(company, User, username="link", is_service=True)
    assert not User.objects.get(username="link").has_usable_password()


def test_the_audit_knows_that_a_password_changed_but_not_which(company: Company, ann: User) -> None:
    answer = run(User, "set-password", ["ann"], args(User, "set-password", password=BETTER), company.ctx.fresh(),
                 show_effects=True)  # fmt: skip
    ann.refresh_from_db()
    assert ann.check_password(BETTER)
    told = str(answer.effects)
    assert "argon2" not in told
    assert BETTER not in told


def test_a_password_is_judged_when_it_is_replaced(company: Company, ann: User) -> None:
    before = ann.password
    assert refused(company, User, "set-password", "ann", password="short") == ["USR-02"]
    assert refused(company, User, "set-password", "tester", password=GOOD) == ["USR-04"]
    ann.refresh_from_db()
    assert ann.password == before


def test_a_disabled_user_may_do_nothing_until_he_is_enabled(company: Company, ann: User) -> None:
    assert authority.context(user=ann.pk, company="US01", door="web") is not None
    act(company, User, "disable", "ann")
    assert authority.context(user=ann.pk, company="US01", door="web") is None
    assert authority.companies_of(ann.pk) == []
    assert refused(company, User, "disable", "ann") == ["USR-06"]
    act(company, User, "enable", "ann")
    assert refused(company, User, "enable", "ann") == ["USR-07"]
    assert [each.code for each in authority.companies_of(ann.pk)] == ["US01"]


def test_nobody_disables_himself(company: Company) -> None:
    assert refused(company, User, "disable", "tester") == ["USR-05"]
    assert User.objects.get(username="tester").is_active


def test_a_user_has_the_duties_of_all_his_roles_in_the_company_and_none_elsewhere(company: Company, ann: User) -> None:
    make(company, Assignment, user="ann", legal_entity="US01", role="auditor")
    ctx = authority.context(user=ann.pk, company="US01", door="rest", now=company.ctx.now)
    assert ctx is not None
    buyer, auditor = (set(role.duties) for role in Role.objects.filter(code__in=["buyer", "auditor"]).order_by("-code"))
    assert ctx.duties == buyer | auditor
    assert (ctx.company, ctx.user_name, ctx.zone, ctx.door) == (company.id, "ann", "UTC", "rest")
    assert authority.context(user=ann.pk, company="ZZ99", door="rest", now=company.ctx.now) is None


def test_who_acts_at_the_command_line_is_the_operator_or_else_the_first_administrator(company: Company) -> None:
    assert authority.operator() == company.ctx.user
    make(company, User, username="operator", is_service=True)
    assert authority.operator() == User.objects.get(username="operator").pk


def issue(company: Company, **more: Any) -> Answer:
    values = {"user": "ann", "name": "link", "expires_on": company.today + timedelta(days=30), **more}
    return run(
        ApiToken, "issue", (), args(ApiToken, "issue", **values), company.ctx.fresh(token=more.get("name", "t1"))
    )


def test_a_token_speaks_for_its_user_until_its_last_day_is_over(company: Company, ann: User) -> None:
    secret, now = issue(company, legal_entities=["US01"]).secret, company.ctx.now
    bearer = authority.user_of_token(secret, now)
    assert bearer is not None
    assert (bearer.user, bearer.companies) == (ann.pk, ("US01",))
    assert bearer.may_enter("US01")
    assert not bearer.may_enter("DE01")
    assert authority.user_of_token(secret, now + timedelta(days=30, hours=11)) is not None
    assert authority.user_of_token(secret, now + timedelta(days=30, hours=12)) is None


def test_a_token_without_companies_is_good_in_all_of_the_user(company: Company, ann: User) -> None:
    bearer = authority.user_of_token(issue(company).secret, company.ctx.now)
    assert bearer is not None
    assert bearer.may_enter("ANY1")


def test_the_secret_is_shown_once_and_kept_nowhere(company: Company, ann: User) -> None:
    first, second = issue(company, name="same"), issue(company, name="same")
    assert first.as_dict()["secret"] == first.secret
    assert second.secret == ""
    assert second.made == first.made
    token = ApiToken.objects.get()
    assert token.token_hash != first.secret
    assert first.secret.startswith(token.prefix)
    assert len(token.prefix) == 12
    assert first.secret not in str(list(Claim.objects.values()))
    shown = reading.record(forms.find("api-tokens"), token.prefix, company.ctx).fields
    assert "token_hash" not in shown


def test_a_preview_of_issuing_shows_no_secret(company: Company, ann: User) -> None:
    told = args(ApiToken, "issue", user="ann", name="x", expires_on=company.today)
    assert run(ApiToken, "issue", (), told, company.ctx.fresh(), preview=True).secret == ""
    assert not ApiToken.objects.exists()


def test_a_revoked_token_is_useless_at_once(company: Company, ann: User) -> None:
    answer = issue(company)
    act(company, ApiToken, "revoke", answer.made[0].number)
    assert authority.user_of_token(answer.secret, company.ctx.now) is None
    assert refused(company, ApiToken, "revoke", answer.made[0].number) == ["USR-12"]


def test_a_token_of_a_disabled_user_is_useless(company: Company, ann: User) -> None:
    secret = issue(company).secret
    act(company, User, "disable", "ann")
    assert authority.user_of_token(secret, company.ctx.now) is None


def test_what_is_no_token_is_refused_without_asking_the_database(company: Company) -> None:
    with sql.counted() as count:
        assert authority.user_of_token("mc_" + "0" * 49, company.ctx.now) is None
    assert count.number == 0


def test_the_last_use_is_noted_once_a_minute(company: Company, ann: User) -> None:
    secret, now = issue(company).secret, company.ctx.now
    notes = []
    for seconds in (0, 59, 60, 61):
        with sql.counted() as count:
            authority.user_of_token(secret, now + timedelta(seconds=seconds))
        notes.append(count.number)
    assert notes == [2, 1, 2, 1]
    assert ApiToken.objects.get().last_used_at == now + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"user": "nobody"}, ["USR-11"]),
        ({"legal_entities": ["NONE"]}, ["USR-10"]),
        ({"expires_on": "2020-01-01"}, ["USR-09"]),
        ({"user": "nobody", "legal_entities": ["NONE"], "expires_on": "2030-01-01"}, ["USR-11", "USR-10", "USR-09"]),
    ],
)
def test_a_token_is_refused_for_all_reasons_at_once(
    company: Company, ann: User, values: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(Refused) as found:
        issue(company, **values)
    assert found.value.codes == codes
    assert not ApiToken.objects.exists()


def test_a_user_with_a_history_is_disabled_not_deleted(company: Company, ann: User) -> None:
    with pytest.raises(KeyError):
        find(User, "delete")
    with pytest.raises(KeyError):
        find(Assignment, "edit")


def test_a_used_role_and_a_used_site_stay(company: Company) -> None:
    assert refused(company, Role, "delete", "administrator") == ["KRN-011"]
    assert refused(company, Site, "delete", "1") == ["KRN-011"]


def test_01_3_a_sequence_is_as_long_as_its_document_allows_when_it_is_changed_too(company: Company) -> None:
    assert refused(company, NumberSequence, "edit", "purchase-order", format="PO-########") == ["ORD-01"]
    assert refused(company, NumberSequence, "edit", "purchase-order", format="##", next=100) == ["ORD-02"]
    act(company, NumberSequence, "edit", "purchase-order", format="#####_2014")
    assert NumberSequence.objects.get(company=company.id, reference="purchase-order").format == "#####_2014"


def test_another_company_is_not_seen(company: Company) -> None:
    other = LegalEntity.objects.get(code="US01")
    make(company, LegalEntity, code="DE01", name="Zweite", country="DE", currency="EUR")
    second = LegalEntity.objects.get(code="DE01")
    make(company, Site, code="X", name="Ours")
    ctx = company.ctx.fresh(company=second.pk, company_code="DE01")
    with pytest.raises(Exception, match="X"):
        run(Site, "edit", ["X"], args(Site, "edit", name="Theirs"), ctx)
    assert Site.objects.get(company=other, code="X").name == "Ours"
