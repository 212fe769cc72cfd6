"""The databases that tests themselves run on."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction


@pytest.mark.django_db
def test_tests_run_as_the_runtime_role() -> None:
    """Nothing that only an owner may do can pass unnoticed in a test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, has_schema_privilege(current_user, 'public', 'CREATE')")
        assert cursor.fetchone() == ("scm_runtime", False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_with_real_transactions_leaves_nothing_behind(turn: int) -> None:
    """Each such test starts from the rows that migrations wrote, and only those."""
    assert not ContentType.objects.filter(app_label="left-behind").exists()
    assert ContentType.objects.exists()
    with transaction.atomic():
        ContentType.objects.create(app_label="left-behind", model="row")
