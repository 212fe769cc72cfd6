"""The settings are secure without anybody doing anything about it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from manciple.engine.options import Options

from ..instances import instance_environment


def test_the_checks_for_production_find_nothing(home_folder: Path) -> None:
    environment = instance_environment(home_folder, MANCIPLE_TLS="1", MANCIPLE_ALLOWED_HOSTS="books.example")
    command = [sys.executable, "-m", "manciple", "check", "--deploy", "--fail-level", "INFO"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("variable", ["DEBUG", "DJANGO_DEBUG", "MANCIPLE_DEBUG"])
def test_no_variable_switches_debugging_on(home_folder: Path, variable: str) -> None:
    environment = {**instance_environment(home_folder), variable: "1"}
    script = "from manciple import settings; print(settings.DEBUG)"
    answer = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert answer.stdout == "False\n"


def test_cookies_are_bound_to_the_host_wherever_there_is_tls(home_folder: Path) -> None:
    script = "from manciple import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_SECURE)"
    for more, expected in (({"MANCIPLE_TLS": "1"}, "__Host-manciple-session True"), ({}, "manciple-session False")):
        environment = instance_environment(home_folder, **more)
        answer = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
        assert answer.stdout.strip() == expected


def test_hosts_are_exact() -> None:
    assert "*" not in settings.ALLOWED_HOSTS
    named = Options.from_environment({"MANCIPLE_ALLOWED_HOSTS": "books.example, erp.example"})
    assert named.allowed_hosts[:2] == ("books.example", "erp.example")


@pytest.mark.django_db
def test_a_request_for_another_host_is_refused(client: Client) -> None:
    assert client.get("/metrics", headers={"host": "evil.example"}).status_code == 400


def test_a_probe_may_call_by_any_name(client: Client) -> None:
    """A load balancer knows an instance by its address."""
    assert client.get("/health/live", headers={"host": "10.1.2.3:8000"}).status_code == 200


def test_passwords_are_hashed_with_argon2id() -> None:
    stored = make_password("correct horse battery")
    assert stored.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("correct horse battery", stored)


@pytest.mark.parametrize("password", ["short", "password1234", "x" * 129])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_long_sentence_needs_no_digits_or_signs() -> None:
    validate_password("correct horse battery staple")


@pytest.mark.django_db
def test_statements_and_locks_have_a_limit() -> None:
    limits = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "1min"}
    with connection.cursor() as cursor:
        for name, value in limits.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            assert cursor.fetchone() == (value,)


@pytest.mark.django_db
def test_health_tells_nothing_but_health(client: Client) -> None:
    live, ready = client.get("/health/live"), client.get("/health/ready")
    assert live.json() == {"status": "live"}
    assert ready.json() == {"status": "ready", "database": True, "disk": True}
    assert "no-store" in ready.headers["Cache-Control"]
    assert client.post("/health/live").status_code == 405


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_a_token(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    token = settings.HOME.secret("metrics-token")
    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.7", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status(client: Client) -> None:
    client.get("/no/such/page/4711")
    told = client.get("/metrics").content.decode()
    assert 'manciple_requests_total{method="GET",route="unmatched",status="404"}' in told
    assert "4711" not in told
