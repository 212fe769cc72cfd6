"""Django's PostgreSQL backend, told the company scope at the beginning of each transaction."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from manciple.kernel import scope


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. The scope is local to the transaction, so a pooled connection leaks none."""

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:
        super().set_autocommit(autocommit, *args, **options)
        if not autocommit and self.alias != "owner":
            with self.cursor() as cursor:
                cursor.execute(scope.SET_SCOPE, [scope.as_array(scope.current())])
