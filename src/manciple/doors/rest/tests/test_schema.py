"""Made-up requests against the whole document: what is answered is what the document says, never a 500."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from manciple.demo.company import Company

from .conftest import Api

CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
KNOWN = ["1", "2", "11", "V001", "V002", "A100", "S400", "USD", "ea", "TAX", "10", "create", "%", "a/b"]


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever a request does is undone, so that each one meets the company as it was founded."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the connection of the test stays open between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Attack:
    """Sends made-up requests to every operation and keeps what was answered wrongly."""

    def __init__(self, api: Api, examples: int, chance: int, share: float = 1) -> None:
        self.api, self.examples, self.chance, self.share = api, examples, random.Random(chance), share
        self.sent = 0
        self.faults: list[str] = []

    def run(self) -> Attack:
        """The operations, or a share of them, with requests the document allows and with others."""
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        operations = [cast(Any, result).ok() for result in schema.get_all_operations()]
        for operation in self.chance.sample(operations, int(len(operations) * self.share)):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                self.operation(operation, mode)
        return self

    @property
    def told(self) -> str:
        """Every fault, with the request that repeats it."""
        return f"{len(self.faults)} of {self.sent} answers are wrong:\n\n" + "\n\n".join(self.faults)

    def operation(self, operation: Any, mode: GenerationMode) -> None:
        """Some requests to one operation, the same in every run."""

        @seed(20_260_115)
        @settings(
            max_examples=self.examples, derandomize=False, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def requests(case: Any) -> None:
            self.request(case)

        requests()

    def request(self, case: Any) -> None:
        """One request; often to a record that is there."""
        self.sent += 1
        case.path_parameters = {**(case.path_parameters or {}), "company": self.api.company}
        if "number" in case.path_parameters and self.chance.random() < 0.7:
            case.path_parameters["number"] = self.chance.choice(KNOWN)
        # Who asks for another host never reaches the API.
        headers = {name: text for name, text in (case.headers or {}).items() if name.lower() != "host"}
        case.headers = {**headers, "Authorization": f"Bearer {self.api.token}"}
        with taken_back():
            response = case.call()
        try:
            case.validate_response(response, checks=CHECKS)
        except schemathesis.core.failures.FailureGroup as group:
            self.faults.append("\n".join(str(each) for each in group.exceptions) + "\n" + case.as_curl_command())


@pytest.mark.django_db
def test_a_share_of_the_operations_answers_as_the_document_says(api: Api, company: Company) -> None:
    attack = Attack(api, 2, 1, share=0.2).run()
    assert not attack.faults, attack.told


@pytest.mark.slow
@pytest.mark.django_db
def test_every_operation_answers_as_the_document_says(api: Api, company: Company) -> None:
    attack = Attack(api, 25, 2).run()
    assert not attack.faults, attack.told
