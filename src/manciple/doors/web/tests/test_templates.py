"""Templates stand on their own: they compile, carry nothing inline, and know no word of the trade."""

import re
from pathlib import Path

import pytest
from django.template import engines

FOLDER = Path(__file__).parents[1] / "templates"
SCRIPTS = Path(__file__).parents[5] / "frontend"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SOURCES = [*TEMPLATES, *sorted(SCRIPTS.glob("js/**/*.js")), *sorted(SCRIPTS.glob("css/*.css"))]
TRADE = re.compile(r"\b(vendor|purchase|receipt|invoice|warehouse|supplier|procurement|ledger|voucher)s?\b", re.I)
ICON = re.compile(r'icon\s+"[a-z0-9-]+"|icon\("[a-z0-9-]+"')


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_carries_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|js:|\|safe\b|autoescape off", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_the_door_knows_no_word_of_the_trade(path: Path) -> None:
    assert TRADE.findall(ICON.sub("", path.read_text())) == []
