"""Django's PostgreSQL backend, told the company scope at the beginning of each transaction."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper

from manciple.kernel import scope

PREPARE_AFTER = 3
MOST_PREPARED = 300


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. The scope is local to the transaction, so a pooled connection leaks none."""

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:
        super().set_autocommit(autocommit, *args, **options)
        if not autocommit and self.alias != "owner":
            try:
                with self.prepared() as cursor:
                    cursor.execute(scope.SET_SCOPE, [scope.as_array(scope.current())])
            except BaseException:
                # Half begun, it would pass for somebody's outer transaction, and the next one would not commit.
                self.close()
                raise

    def get_connection_params(self) -> dict[str, Any]:
        told = self.settings_dict["OPTIONS"].get("prepare_threshold", PREPARE_AFTER)
        return {**super().get_connection_params(), "prepare_threshold": told}

    def get_new_connection(self, params: dict[str, Any]) -> Any:
        made = super().get_new_connection(params)
        made.prepared_max = MOST_PREPARED
        return made

    def prepared(self) -> CursorWrapper:
        """A cursor whose statements the server plans once and then only executes.

        An action sends dozens of statements that are always the same; planning them anew each time
        costs the server as much as executing them. Behind a pooler that cannot keep prepared
        statements, the option `prepare_threshold` is set to null.
        """
        self.ensure_connection()
        cursor: CursorWrapper = self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore[attr-defined,call-arg]
        return cursor
