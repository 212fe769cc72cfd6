"""One buyer in a process of its own: orders, confirms, receives in two parts, is billed; again and again.

Run as a program, with the standard library alone. Before a request is sent it is written down, and
so is its answer before the next one: lines of JSON, appended in one piece, so that a kill leaves
whole lines. A request without an answer is sent again under its key until it gets one.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAUSE = 0.05
SECONDS = 20.0
AGAIN = {429, 503}
BUSY = {"KRN-005", "KRN-017"}
ITEMS = ("A100", "B200", "C300")

Body = dict[str, Any]


class Stopped(Exception):
    """The harness asked this buyer to stop."""


@dataclass
class Caller:
    """The way to the instance: it looks up the address anew whenever nobody answers."""

    home: Path
    token: str
    company: str
    connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Hangs up."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def send(self, path: str, body: Body, key: str) -> tuple[int, Any]:
        """One request; its status and answer. Raises OSError or HTTPException when there is none."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            self.connection = self.connection or self._connected()
            self.connection.request("POST", f"/api/v1/{self.company}/{path}", json.dumps(body), headers)
            response = self.connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            raise

    def _connected(self) -> http.client.HTTPConnection:
        told = json.loads((self.home / "instance.json").read_text())["address"]
        host, _, port = told.removeprefix("http://").rstrip("/").partition(":")
        return http.client.HTTPConnection(host, int(port), timeout=SECONDS)


def answered(caller: Caller, path: str, body: Body, key: str) -> tuple[int, Any] | None:
    """One try: a status that means something, or None where the same request is to be sent again."""
    try:
        status, answer = caller.send(path, body, key)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    busy = isinstance(answer, dict) and answer.get("code") in BUSY
    return None if status in AGAIN or busy else (status, answer)


@dataclass
class Buyer:
    """Who sends the requests, and the file of what was sent and answered."""

    caller: Caller
    file: int
    name: str
    chance: random.Random
    places: dict[str, int] = field(default_factory=dict)

    def live(self) -> None:
        """Orders, one after the other, until told to stop."""
        life = 0
        while True:
            life += 1
            self._one(f"{self.name}-{life}")

    def _one(self, life: str) -> None:
        """An order from its creation to its posted invoice; left where it is when something is refused."""
        quantities = [2 * self.chance.randint(1, 50) for _ in range(self.chance.randint(1, 5))]
        order = self._ask(f"{life}-order", "purchase-orders", ordered(f"{life}-order", quantities))
        number = order.get("number") if order else None
        if number is None:
            return
        for key, action, body in rest_of(life, quantities):
            if self._ask(key, f"purchase-orders/{number}/{action}", body) is None:
                return

    def _ask(self, key: str, path: str, body: Body) -> Body | None:
        """Sends a request until it is answered; the answer, or None when it was refused."""
        self._note(key=key, path=path, body=body)
        while (got := answered(self.caller, path, body, key)) is None:
            time.sleep(PAUSE)
        status, answer = got
        self._note(key=key, status=status, answer=answer)
        return answer if status < http.HTTPStatus.BAD_REQUEST else None

    def _note(self, **told: Any) -> None:
        os.write(self.file, json.dumps(told).encode() + b"\n")


def ordered(mark: str, quantities: list[int]) -> Body:
    """An order whose vendor reference is the key of the request, so that a second one would be seen."""
    lines = [
        {"item": ITEMS[place % len(ITEMS)], "quantity": str(quantity), "unit_price": "1.25"}
        for place, quantity in enumerate(quantities)
    ]
    return {"vendor": "V001", "vendor_reference": mark, "lines": lines}


def rest_of(life: str, quantities: list[int]) -> Iterator[tuple[str, str, Body]]:
    """What follows the order: its key, its action and what is told."""
    halves = [
        {"line_number": place, "quantity": str(quantity // 2)} for place, quantity in enumerate(quantities, start=1)
    ]
    yield f"{life}-confirm", "confirm", {}
    for part in ("first", "rest"):
        yield f"{life}-{part}", "post-product-receipt", {"product_receipt": f"{life}-{part}", "lines": halves}
    yield f"{life}-bill", "invoice", {"invoice": f"{life}-bill", "post": True}


def stop(number: int, frame: object) -> None:
    """Ends this buyer; what it just sent stays without an answer."""
    raise Stopped


def main(home: str, file: str, name: str, token: str, company: str, seed: str) -> None:
    """Buys until stopped."""
    signal.signal(signal.SIGTERM, stop)
    written = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    buyer = Buyer(Caller(Path(home), token, company), written, name, random.Random(f"{seed} {name}"))
    try:
        buyer.live()
    except Stopped:
        return


if __name__ == "__main__":
    main(*sys.argv[1:])
