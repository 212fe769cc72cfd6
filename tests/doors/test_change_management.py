"""Versions and change management through code, REST and the command line: the stories of orders (01 §7, §10)."""

from __future__ import annotations

from manciple.orders.tests.test_scenarios import (
    test_an_agreed_order_is_changed_by_request,
    test_w10_versions_without_change_management,
)

__all__ = ["test_an_agreed_order_is_changed_by_request", "test_w10_versions_without_change_management"]
