"""The family of actions and inquiries, on a company that buys."""

from __future__ import annotations

from collections.abc import Sequence

from manciple.demo import requests
from manciple.demo.company import Company
from manciple.demo.requests import CONFIRMED, WHOLE, ordered, slip
from manciple.kernel.testing.acting import ActionFamily, InquiryFamily


class TestEveryAction(ActionFamily):
    """Every action of the house."""

    samples = requests.every()


def received(company: Company) -> str:
    return ordered(company, CONFIRMED, slip(WHOLE))


class TestEveryInquiry(InquiryFamily):
    """Every inquiry of the house."""

    about = {"purchase-orders": received}
    told = {"price-details": {"line": 1}}

    def more(self, company: Company) -> Sequence[str]:
        return [received(company)]
