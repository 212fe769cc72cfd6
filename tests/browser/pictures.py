"""Turns screenshots of the browser tests into the pictures of the documentation: `dev.py pictures`."""

from __future__ import annotations

import base64
import sys

from playwright.sync_api import sync_playwright

from manciple.testing import CHECKOUT, QUIET_CHROMIUM, chromium_path

SCREENSHOTS = CHECKOUT / "artefacts" / "screenshots"
FOLDER = CHECKOUT / "docs" / "images"
#: Names of screenshots, and what the documentation calls them.
CHOSEN = {
    "order-received": "purchase-order", "orders": "purchase-orders", "workspace": "workspace", "new-order": "new-order",
    "order-new": "order-lines", "confirm-preview": "confirm", "receipt-preview": "product-receipt",
    "invoice-dialog": "invoice-dialog", "invoice": "vendor-invoice", "voucher": "voucher", "users": "users",
    "two-factor": "second-factor", "import-dry-run": "import", "refused-button": "refusal", "order-phone": "phone",
}  # fmt: skip
MOST_BYTES = 150_000
DRAW = """async png => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.82).split(",")[1];
}"""


def main() -> int:
    """Draws every chosen picture anew and says how large it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET_CHROMIUM))
        page = browser.new_page()
        for source, name in CHOSEN.items():
            png = base64.b64encode((SCREENSHOTS / f"{source}.png").read_bytes()).decode()
            picture = base64.b64decode(page.evaluate(DRAW, png))
            assert len(picture) < MOST_BYTES, f"{name} has {len(picture)} bytes"
            (FOLDER / f"{name}.webp").write_bytes(picture)
            sys.stdout.write(f"{name:<20} {len(picture):>7}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
