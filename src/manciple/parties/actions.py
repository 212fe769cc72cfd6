"""Writes of vendors that other packages ask for. Set-up pages derive theirs from the forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from manciple.kernel import numbering, sql
from manciple.kernel.context import Context

from .inquiries import template
from .models import Vendor
from .terms import ONE_TIME_VENDOR, Hold, Newcomer


def introduce(newcomers: Sequence[Newcomer], ctx: Context) -> list[int]:
    """Makes one-time vendors from the company's template and gives their ids (01 §2.2, 06 §1.2).

    They have terms, groups and tax of the template, and names and addresses of their own.
    """
    if not newcomers:
        return []
    accounts = numbering.draw(ONE_TIME_VENDOR, len(newcomers), ctx)
    usual = template(ctx) | {"one_time": True, "hold": Hold.NO.value, "hold_until": None, "address": "", "phone": ""}
    return sql.insert(
        Vendor, [usual | asdict(each) | {"account": account} for account, each in zip(accounts, newcomers, strict=True)]
    )
