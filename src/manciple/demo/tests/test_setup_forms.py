"""Every set-up page of the house, tried with the samples of this package."""

from manciple.demo.samples import SAMPLES
from manciple.kernel.testing.setup import SetupFamily


class TestEverySetUpForm(SetupFamily):
    """Tokens are issued, and parameters exist once: both are tested by their packages."""

    samples = SAMPLES
    apart = frozenset({"api-tokens", "ledger-parameters", "receipt-parameters", "invoice-parameters"})
