"""The rules of the house that a program can check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

CHECKOUT = Path(__file__).resolve().parents[2]
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".json",
    ".sql",
    ".yaml",
    ".yml",
    ".cfg",
    ".ini",
    "",
}
LOCAL_PATHS = re.compile(r"(?<![\w./-])/(?:work|home/[a-z]\w*|Users/[a-z]\w*|root/\S+)(?:/|\b)")


def tracked() -> list[Path]:
    """Answer every file that is, or could be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip("not a git checkout")
    return [CHECKOUT / name for name in answer.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def test_the_floors_hold() -> None:
    answer = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(CHECKOUT)}: {match[0]}"
        for path in tracked()
        if path.suffix in TEXT and path != Path(__file__)
        for match in [LOCAL_PATHS.search(path.read_text(errors="replace"))]
        if match
    ]
    assert found == []


def test_nothing_generated_is_committed() -> None:
    generated = ("node_modules/", "src/manciple/static_dist/", ".manciple/", ".manciple-test/", "site/", ".venv/")
    names = [path.relative_to(CHECKOUT).as_posix() for path in tracked()]
    assert not [name for name in names if name.startswith(generated) or name.endswith((".pyc", ".mo"))]


def test_the_documentation_builds() -> None:
    command = [str(Path(sys.executable).parent / "zensical"), "build", "--clean", "--strict"]
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_first_commands_are_the_readmes() -> None:
    readme = (CHECKOUT / "README.md").read_text()
    commands = re.findall(r"^(?:\$ )?(python3 dev\.py \S+)", readme, re.M)
    assert commands[:2] == ["python3 dev.py demo", "python3 dev.py test"]
    assert "python3 dev.py test" in (CHECKOUT / ".ci" / "run").read_text()
