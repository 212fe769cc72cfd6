"""The doors as scenarios use them: REST and the command line, beside the driver of plain code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.management import CommandError, call_command
from django.test import Client

from manciple.kernel.refusals import Refusal
from manciple.orders.tests.clerk import Answered, Told

Printed = Callable[[], tuple[str, str]]


def refusals(told: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """The reasons a door gave, as the kernel has them."""
    return tuple(Refusal(**each) for each in told.get("refusals", ()))


def codes(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of the warnings that came with an answer."""
    return tuple(each["code"] for each in told.get("warnings", ()))


@dataclass(frozen=True, slots=True)
class RestDriver:
    """The door of programs."""

    token: str
    company: str
    client: Client = field(default_factory=Client)

    def create(self, form: str, told: Told) -> Answered:
        """POST /{form}"""
        status, answer, headers = self._send("POST", form, told)
        made = (headers["Location"].rsplit("/", 1)[-1],) if status == 201 else ()
        return Answered(made, refusals(answer), codes(answer))

    def make(self, form: str, key: str, told: Told) -> Answered:
        """POST /{form}/{key}"""
        return self._act(f"{form}/{key}", {"args": told})

    def do(self, form: str, key: str, number: str, told: Told) -> Answered:
        """PATCH and DELETE for what they are there for, else POST /{form}/{number}/{key}"""
        if key in ("edit", "delete") and not (key == "delete" and told):
            _, answer, _ = self._send("PATCH" if key == "edit" else "DELETE", f"{form}/{number}", told or None)
            return Answered((), refusals(answer), codes(answer))
        return self._act(f"{form}/{number}/{key}", told)

    def do_line(self, form: str, lines: str, key: str, number: str, line: int, told: Told) -> Answered:
        """POST /{form}/{number}/{lines}/{line}/{key}"""
        return self._act(f"{form}/{number}/{lines}/{line}/{key}", told)

    def shown(self, form: str, number: str) -> Told:
        """GET /{form}/{number}"""
        found: Told = self._got(f"{form}/{number}")
        return found

    def lines(self, form: str, lines: str, number: str) -> list[dict[str, Any]]:
        """GET /{form}/{number}/{lines}"""
        found: list[dict[str, Any]] = self._got(f"{form}/{number}/{lines}")["rows"]
        return found

    def asked(self, form: str, inquiry: str, number: str, told: Told) -> list[dict[str, Any]]:
        """GET /{form}/{number}/{inquiry}"""
        query = urlencode({name: str(value) for name, value in told.items()})
        found: list[dict[str, Any]] = self._got(f"{form}/{number}/{inquiry}?{query}")["rows"]
        return found

    def _act(self, path: str, told: Told) -> Answered:
        _, answer, _ = self._send("POST", path, told)
        return Answered(tuple(each["number"] for each in answer.get("made", ())), refusals(answer), codes(answer))

    def _got(self, path: str) -> Any:
        status, answer, _ = self._send("GET", path)
        assert status == 200, answer
        return answer

    def _send(self, method: str, path: str, told: Told | None = None) -> tuple[int, Any, Any]:
        body = "" if told is None else json.dumps(told, default=str)
        response = self.client.generic(
            method, f"/api/v1/{self.company}/{path}", body, "application/json",
            headers={"Authorization": f"Bearer {self.token}"})  # fmt: skip
        answer = json.loads(response.content) if response.content else {}
        assert response.status_code < 300 or "refusals" in answer, answer
        return response.status_code, answer, response.headers


@dataclass(frozen=True, slots=True)
class CliDriver:
    """The command line, answering in JSON."""

    user: str
    company: str
    printed: Printed

    def create(self, form: str, told: Told) -> Answered:
        """manciple do create FORM"""
        return self._act("do", "create", form, *self._args(told))

    def make(self, form: str, key: str, told: Told) -> Answered:
        """manciple do ACTION FORM"""
        return self._act("do", key, form, *self._args(told))

    def do(self, form: str, key: str, number: str, told: Told) -> Answered:
        """manciple do ACTION FORM NUMBER"""
        return self._act("do", key, form, number, *self._args(told))

    def do_line(self, form: str, lines: str, key: str, number: str, line: int, told: Told) -> Answered:
        """manciple do ACTION FORM NUMBER:LINE"""
        return self._act("do", key, form, f"{number}:{line}", *self._args(told))

    def shown(self, form: str, number: str) -> Told:
        """manciple show FORM NUMBER"""
        found: Told = self._got("show", form, number)
        return found

    def lines(self, form: str, lines: str, number: str) -> list[dict[str, Any]]:
        """manciple show FORM NUMBER"""
        found: list[dict[str, Any]] = self._got("show", form, number)[lines]
        return found

    def asked(self, form: str, inquiry: str, number: str, told: Told) -> list[dict[str, Any]]:
        """manciple ask INQUIRY number=NUMBER"""
        words = [f"{name}={value}" for name, value in told.items()]
        found: list[dict[str, Any]] = self._got("ask", inquiry, f"number={number}", *words)["rows"]
        return found

    @staticmethod
    def _args(told: Told) -> list[str]:
        return ["--args", json.dumps(told, default=str)] if told else []

    def _act(self, *words: str) -> Answered:
        code, answer = self._run(*words)
        assert (code == 0) == ("refusals" not in answer), answer
        return Answered(tuple(each["number"] for each in answer.get("made", ())), refusals(answer), codes(answer))

    def _got(self, *words: str) -> Any:
        code, answer = self._run(*words)
        assert code == 0, answer
        return answer

    def _run(self, *words: str) -> tuple[int, Any]:
        self.printed()
        try:
            call_command("manciple", *words, "--json", "--user", self.user, "--company", self.company)
            code = 0
        except CommandError as stopped:
            code = stopped.returncode
        out, beside = self.printed()
        assert code < 2, beside
        return code, json.loads(out)
