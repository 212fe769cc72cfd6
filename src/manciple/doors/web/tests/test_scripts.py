"""The pure modules of the browser's side have tests of their own; Node runs them."""

import subprocess
from pathlib import Path

import pytest

from hatch_build import node_and_npm

ROOT = Path(__file__).parents[5]


def node() -> str:
    try:
        return node_and_npm()[0]
    except ImportError:
        pytest.skip("there is no Node here")


def test_the_modules_of_the_line_grid_pass_their_tests() -> None:
    done = subprocess.run([node(), "--test", "frontend/test/"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
