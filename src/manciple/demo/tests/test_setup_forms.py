"""Every set-up page of the house, tried with the samples of this package."""

from manciple.demo.samples import SAMPLES
from manciple.kernel.testing.setup import SetupFamily


class TestEverySetUpForm(SetupFamily):
    """What is made beside documents, tokens that are issued, and parameters, of which there is one row, are
    tested by their packages."""

    samples = SAMPLES
    apart = frozenset({"delegations", "holidays", "attachments", "activities", "cases",
        "api-tokens", "ledger-parameters", "receipt-parameters", "invoice-parameters", "order-parameters",
        "vendor-parameters"})  # fmt: skip
