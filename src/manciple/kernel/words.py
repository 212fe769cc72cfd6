"""Labels and small texts that declarations carry; translated when shown, never when declared."""

from __future__ import annotations

from django.utils.functional import Promise

Label = str | Promise


def slug(name: str) -> str:
    """The public form of a Python name: post_product_receipt becomes post-product-receipt."""
    return name.replace("_", "-")
