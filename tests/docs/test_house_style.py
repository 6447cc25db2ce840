"""The service's own words on screen, and nothing fetched or read from elsewhere.

Terminology of OI-21 and BR-18.3: customer, adviser, session, skills action plan; Jobcentre Plus and National Careers
Service in full.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fingerpost"

AVOIDED = re.compile(
    r"\b(?:clients?|guidance officers?|advisors?|JCP|NCS|e-mails?|learners?|caseworkers?|call centres?|helplines?"
    r"|advice lines?|drop in sessions?|f2f|on-line|action plans?)\b",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"skills action plans?|unique learner numbers?", re.IGNORECASE)
"""Names that hold an avoided word: the service's own plan, and the number that others give."""

_TAGS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
_TRANSLATED = re.compile(r"""_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""")
_LAZY = re.compile(r"""gettext(?:_lazy)?\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""")


def _faults(words: str) -> list[str]:
    return [match[0] for match in AVOIDED.finditer(ALLOWED.sub("", words))]


def _words_of_template(path: Path) -> str:
    """What a template may show: its text and the texts in its tags, without names of blocks, urls and classes."""
    text = _TAGS.sub("", path.read_text(encoding="utf-8"))
    shown = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", text, flags=re.DOTALL)
    return "\n".join([shown, *re.findall(r'"([^"]* [^"]*)"', text)])


def _words_of_module(path: Path) -> str:
    """The texts of a module that go through gettext."""
    text = path.read_text(encoding="utf-8")
    return "\n".join([*_TRANSLATED.findall(text), *_LAZY.findall(text)])


def test_templates_when_read_for_avoided_words_then_none_is_there() -> None:
    """Every page and message that is drawn from a template."""
    templates = sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")])
    assert len(templates) > 60
    assert {str(one): found for one in templates if (found := _faults(_words_of_template(one)))} == {}


def test_messages_when_read_for_avoided_words_then_none_is_there() -> None:
    """Every text in Python that goes to a screen."""
    modules = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
    texts = [words for path in modules if (words := _words_of_module(path))]
    assert len(texts) > 30
    assert {str(one): found for one in modules if (found := _faults(_words_of_module(one)))} == {}


@pytest.mark.parametrize(
    "words",
    [
        "Ask the client",
        "an advisor",
        "from JCP",
        "the NCS",
        "your action plan",
        "by e-mail",
        "Call the Helpline",
    ],
)
def test_avoided_word_when_it_stands_in_a_text_then_it_is_found(words: str) -> None:
    """The check itself."""
    assert _faults(words)


def test_own_words_when_they_stand_in_a_text_then_they_are_left_alone() -> None:
    """The words that the house style asks for."""
    assert (
        _faults("The customer and the adviser agree a skills action plan. Jobcentre Plus sends an email.")
        == []
    )


def test_page_titles_when_read_then_they_hold_no_value_of_a_record() -> None:
    """A title is seen in histories and on shared screens: words only, except a person's own page of sign-in."""
    titles = {
        str(path.relative_to(SOURCE)): match[1]
        for path in sorted((SOURCE / "workspace").rglob("*.html"))
        if (
            match := re.search(
                r"\{% block title %\}(.*?)\{% endblock", path.read_text(encoding="utf-8"), re.DOTALL
            )
        )
    }
    assert len(titles) > 25
    assert {
        name: title for name, title in titles.items() if "customer." in title or "full_name" in title
    } == {}


_ELSEWHERE = re.compile(r"files\.pythonhosted\.org|registry\.npmjs\.org|pypi\.org/simple|\.\./shared\b")
_TEXTS = {
    ".py",
    ".md",
    ".html",
    ".toml",
    ".txt",
    ".in",
    ".lock",
    ".json",
    ".js",
    ".css",
    ".scss",
    ".cfg",
    ".yml",
    ".csv",
    "",
}
_OWN = "tests/docs/test_house_style.py"


def test_files_when_read_for_hosts_and_folders_outside_then_none_is_named() -> None:
    """Nothing is fetched from a named host or read from beside the repository; paths of machines: tests/site."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.fail("git can't list the files of the repository")
    names = [name for name in listed.stdout.decode().split("\0") if name and name != _OWN]
    found = {}
    for name in names:
        path = ROOT / name
        if path.suffix in _TEXTS and path.is_file():
            hits = sorted(
                {
                    match[0]
                    for match in _ELSEWHERE.finditer(path.read_text(encoding="utf-8", errors="replace"))
                }
            )
            if hits:
                found[name] = hits
    assert found == {}
