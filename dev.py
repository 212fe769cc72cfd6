#!/usr/bin/env python3
"""The checkout's one command. It needs nothing but Python 3.11 or later.

  python3 dev.py demo  [options]     start Manciple with a demo company; prints the address
  python3 dev.py test  [arguments]   run the tests; arguments go to pytest
  python3 dev.py check               format, lint, types, import contracts
  python3 dev.py bench [arguments]   compare with the hand-written floor
  python3 dev.py test-long           the tests that take long, faults and kills included
  python3 dev.py replay SEED [KILLS] run a schedule of kills again that failed
  python3 dev.py docs                build the documentation
  python3 dev.py pictures            draw its pictures anew, from the browser tests
  python3 dev.py lock                make the lock files anew after a change of dependencies
  python3 dev.py prepare             only make the environment, without browser assets

Each step of the set-up is skipped while its inputs are unchanged.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT, STARTED = Path(__file__).resolve().parent, time.monotonic()
WINDOWS = os.name == "nt"
VENV, LOCKS = ROOT / ".venv", ROOT / "requirements"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
HOME = ROOT / ".manciple"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

Command = list[str | Path]


def run(*command: str | Path, check: bool = True) -> bool:
    """Run a command in the checkout; stop with its exit code when it fails, unless told otherwise."""
    code = subprocess.run([str(part) for part in command], cwd=ROOT).returncode
    if code and check:
        raise SystemExit(f"failed ({code}): {' '.join(map(str, command))}")
    return code == 0


def files_of(path: Path) -> Iterator[Path]:
    """Name every file below a path in a fixed order, or the path itself when it is a file."""
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def fingerprint(inputs: list[Path]) -> str:
    """Answer one digest of this Python and of the names and contents of all inputs."""
    digest = hashlib.sha256(sys.version.encode())
    for path in inputs:
        for file in files_of(path):
            digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def once(step: str, inputs: list[Path], work: Callable[[], object], made: Path) -> None:
    """Do a step of the set-up unless it was done for the same inputs; its stamp lies in what it made."""
    stamp, wanted = made / f".{step}.stamp", fingerprint(inputs)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"[{time.monotonic() - STARTED:5.1f} s] {step}", flush=True)
    work()
    stamp.write_text(wanted)


def pip(*arguments: str | Path) -> bool:
    """Install with pip, quietly."""
    return run(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments)


def uv() -> Path:
    """Answer the path of uv: the machine's own, or one installed into the environment."""
    found = shutil.which("uv")
    own = BIN / ("uv.exe" if WINDOWS else "uv")
    if found is None and not own.exists():
        pip("--require-hashes", "-r", LOCKS / "uv.txt")
    return Path(found) if found else own


def install(lock: str) -> None:
    """Install a lock file with hashes checked: by uv, or by pip where uv fails or MANCIPLE_PIP is set."""
    locked: Command = ["--require-hashes", "-r", LOCKS / f"{lock}.txt"]
    if not os.environ.get("MANCIPLE_PIP") and run(
        uv(), "pip", "install", "-q", "--python", PYTHON, *locked, check=False
    ):
        return
    pip(*locked)


def make_environment() -> None:
    """Create the virtual environment, with a helpful sentence where the system splits off ensurepip."""
    try:
        venv.create(VENV, with_pip=True, symlinks=not WINDOWS)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit("This Python has no ensurepip. Debian, Ubuntu: apt install python3-venv") from None


def install_packages(lock: str) -> None:
    """Install a lock file and then the checkout itself, editable."""
    install(lock)
    pip("--no-deps", "--no-build-isolation", "-e", ROOT)


def environment(lock: str) -> None:
    """Bring the virtual environment and its packages up to date with the checkout."""
    if not PYTHON.exists():
        make_environment()
    inputs = [LOCKS / f"{lock}.txt", ROOT / "pyproject.toml"]
    once(f"packages-{lock}", inputs, lambda: install_packages(lock), VENV)


def assets(python: str | Path) -> None:
    """Bring the browser packages and the bundles made of them up to date.

    The bundles hold only the styles and icons that templates and declarations use, so those count as
    their sources too.
    """
    packages, bundles = ROOT / "node_modules", ROOT / "src/manciple/static_dist"
    if not bundles.exists():
        (packages / ".bundles.stamp").unlink(missing_ok=True)
    step = "import hatch_build, pathlib; hatch_build.{}(pathlib.Path.cwd())"
    once(
        "browser-packages",
        [ROOT / "package-lock.json"],
        lambda: run(python, "-c", step.format("install_browser_packages")),
        packages,
    )
    users = [path for path in files_of(ROOT / "src/manciple") if path.suffix in (".html", ".py")]
    once(
        "bundles",
        [ROOT / "package-lock.json", ROOT / "frontend", *users],
        lambda: run(python, "-c", step.format("bundle")),
        packages,
    )


def has_node(python: str | Path) -> bool:
    """Say whether this Python finds a Node that can bundle the assets."""
    probe = "import hatch_build, sys; sys.exit(not hatch_build.finds_node())"
    return run(python, "-c", probe, check=False)


def prepare(lock: str) -> None:
    """Bring environment, packages and browser assets up to date with the checkout.

    Most of the time goes by waiting for packages, so both kinds are fetched at once where the machine
    has Node; elsewhere Node comes as a Python package first.
    """
    with ThreadPoolExecutor(1) as aside:
        early = aside.submit(assets, sys.executable) if has_node(sys.executable) else None
        environment(lock)
        if early is not None:
            early.result()
            return
    if not has_node(PYTHON):
        install("node")
    assets(PYTHON)


def chromium() -> str | None:
    """Answer the path of an installed Chromium or Chrome."""
    named = os.environ.get("MANCIPLE_CHROMIUM")
    return named or next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def ensure_chromium() -> None:
    """Install Chromium where this is possible without asking: as root on a Debian-like system.

    Elsewhere the browser tests say why they are skipped; in CI a missing browser is a failure.
    """
    may_install = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    if chromium() is None and may_install:
        print(f"[{time.monotonic() - STARTED:5.1f} s] chromium", flush=True)
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        apt: Command = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
        run(*apt, "update", check=False)
        run(*apt, "install", "--no-install-recommends", "chromium", check=False)
    if chromium() is None and os.environ.get("CI"):
        raise SystemExit("The browser tests need Chromium (apt install chromium), and in CI they may not be skipped.")


def replace_process(*command: str | Path) -> None:
    """Become the command, so that signals reach it directly; on Windows run it and pass its exit code on."""
    words = [str(part) for part in command]
    if WINDOWS:
        raise SystemExit(subprocess.run(words, cwd=ROOT).returncode)
    os.chdir(ROOT)
    os.execv(words[0], words)


def demo(arguments: list[str]) -> None:
    """Start Manciple with the demo company."""
    prepare("base")
    replace_process(PYTHON, "-m", "manciple", "demo", *arguments)


def test(arguments: list[str]) -> None:
    """Run the tests with whatever arguments pytest understands."""
    prepare("dev")
    ensure_chromium()
    replace_process(PYTHON, "-m", "pytest", *arguments)


def test_long(arguments: list[str]) -> None:
    """Run all tests, the long ones and the fault harness included."""
    test(["--long", *arguments])


def check(arguments: list[str]) -> None:
    """Run every check that needs no database, report all failures, and fail if one did."""
    environment("dev")
    passed = [
        run(PYTHON, "-m", "ruff", "format", "--check", ".", check=False),
        run(PYTHON, "-m", "ruff", "check", ".", check=False),
        run(PYTHON, "-m", "mypy", check=False),
        run(BIN / "lint-imports", "--no-cache", check=False),
    ]
    raise SystemExit(0 if all(passed) else 1)


def bench(arguments: list[str]) -> None:
    """Run the benchmarks; each prints ratios."""
    prepare("dev")
    replace_process(PYTHON, "-m", "benchmarks", *arguments)


def replay(arguments: list[str]) -> None:
    """Run the schedule of the fault harness that a seed stands for again, up to the kill that failed."""
    numbers, more = [word for word in arguments if word.isdigit()], [word for word in arguments if not word.isdigit()]
    if not 1 <= len(numbers) <= 2:
        raise SystemExit("Name the seed, and how many kills: python3 dev.py replay SEED [KILLS]")
    prepare("dev")
    options = [word for name, number in zip(("--seed", "--kills"), numbers, strict=False) for word in (name, number)]
    replace_process(PYTHON, "-m", "pytest", "-s", "tests/faults/test_kills.py", "-k", "every_kind", *options, *more)


def docs(arguments: list[str]) -> None:
    """Build the documentation into site/."""
    environment("dev")
    replace_process(BIN / "zensical", "build", *arguments)


def pictures(arguments: list[str]) -> None:
    """Run the browser tests and make the documentation's pictures of what they saw."""
    prepare("dev")
    ensure_chromium()
    shutil.rmtree(ROOT / "artefacts" / "screenshots", ignore_errors=True)  # none shall be of an earlier run
    run(PYTHON, "-m", "pytest", "-q", "tests/browser", *arguments)
    run(PYTHON, "-m", "tests.browser.pictures")


def lock(arguments: list[str]) -> None:
    """Make the lock files anew: for every platform, with hashes, naming no host."""
    environment("base")
    settings: Command = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "-q"]
    build_in, base = "requirements/build.in", "requirements/base.txt"
    plans: dict[str, Command] = {
        "base": ["pyproject.toml", build_in],
        "dev": ["pyproject.toml", build_in, "--group", "dev", "-c", base],
        "uv": ["requirements/uv.in"],
        "node": ["requirements/node.in"],
    }
    for name, sources in plans.items():
        run(uv(), "pip", "compile", *sources, *settings, *arguments, "-o", f"requirements/{name}.txt")


def main() -> None:
    """Do what the first argument says."""
    if sys.version_info < (3, 11):
        raise SystemExit(f"Manciple needs Python 3.11 or later; this is {sys.version.split()[0]}")
    targets: dict[str, Callable[[list[str]], None]] = {
        "demo": demo,
        "test": test,
        "test-long": test_long,
        "check": check,
        "bench": bench,
        "replay": replay,
        "docs": docs,
        "pictures": pictures,
        "lock": lock,
        "prepare": lambda arguments: environment("dev"),
    }
    target, arguments = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if target not in targets:
        raise SystemExit(__doc__)
    os.environ.setdefault("MANCIPLE_HOME", str(HOME))
    os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # as pip does; a proxy's certificate is known to the system only
    targets[target](arguments)


if __name__ == "__main__":
    main()
