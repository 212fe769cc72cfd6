"""The browser side's own tests, run with the machine's Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="no Node on this machine")
def test_the_modules_of_the_browser_pass_their_tests() -> None:
    tests = sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "frontend" / "test").glob("*.test.*"))
    assert tests
    answer = subprocess.run([str(NODE), "--test", *tests], cwd=CHECKOUT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
