"""The command line answers at once where it can, and in a sentence where it must refuse."""

import subprocess
import sys

import pytest

from manciple import __version__
from manciple.__main__ import main
from manciple.engine import commands


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["serve", "--help"], ["demo", "--help"]])
def test_help_needs_no_django(words: list[str]) -> None:
    script = (
        "import sys\nfrom manciple.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "assert 'django' not in sys.modules and 'psycopg' not in sys.modules, sorted(sys.modules)\n"
    )
    answer = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"manciple {__version__}\n"


def test_help_names_every_command_a_person_uses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in commands.COMMANDS:
        assert (f"  {command.name} " in said) is not command.hidden


def test_no_command_is_a_mistake_of_the_caller(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "manciple COMMAND" in capsys.readouterr().out


def test_every_command_says_what_it_is_for() -> None:
    names = [command.name for command in commands.COMMANDS]
    assert len(names) == len(set(names))
    assert all(command.purpose for command in commands.COMMANDS)


@pytest.mark.parametrize("words", [["serve", "--port", "many"], ["backup"], ["demo", "--no-such-option"]])
def test_what_is_not_understood_is_exit_code_two(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
