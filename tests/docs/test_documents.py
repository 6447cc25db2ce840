"""Documents that can be followed: their links lead somewhere, and each room has its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(
    folder.name for folder in (ROOT / "src" / "fingerpost").iterdir() if (folder / "__init__.py").is_file()
)
PAGES = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*.md"),
        *(ROOT / "src").rglob("*.md"),
    ]
)
ROLE_PAGES = (
    "advisers",
    "administrators",
    "safeguarding-leads",
    "compliance-and-managers",
    "agency-and-technicians",
)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (?P<words>.+)$", re.MULTILINE)


def _anchor(words: str) -> str:
    """The address of a heading, as GitHub and others make it."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def _faults(page: Path) -> list[str]:
    """The links of a page that lead nowhere inside the repository."""
    found = []
    for match in _LINK.finditer(_CODE.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = (page.parent / target).resolve() if target else page
        if not place.exists() or (
            anchor
            and anchor
            not in {_anchor(words) for words in _HEADING.findall(place.read_text(encoding="utf-8"))}
        ):
            found.append(match["target"])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_when_followed_then_each_leads_somewhere(page: Path) -> None:
    """A link to a file, or to a heading in one."""
    assert _faults(page) == []


def test_broken_link_when_looked_for_then_found(tmp_path: Path) -> None:
    """The check itself: a missing file and a missing heading are seen; a web address and code are left alone."""
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n[a](gone.md) [b](#nowhere) [c](#here) [d](https://example.org) `[e](gone.md)`\n",
        encoding="utf-8",
    )
    assert _faults(page) == ["gone.md", "#nowhere"]


@pytest.mark.parametrize("room", ROOMS)
def test_room_when_looked_up_then_has_its_page_and_a_short_readme(room: str) -> None:
    """One page in docs/rooms, about ten lines beside the code, and a line in the index."""
    readme = ROOT / "src" / "fingerpost" / room / "README.md"
    assert (ROOT / "docs" / "rooms" / f"{room}.md").is_file()
    assert 5 <= len(readme.read_text(encoding="utf-8").splitlines()) <= 20
    assert f"](rooms/{room}.md)" in (ROOT / "docs" / "README.md").read_text(encoding="utf-8")


def test_rooms_when_pages_are_listed_then_none_describes_a_room_that_is_gone() -> None:
    """A page of a room that was taken away goes with it."""
    assert sorted(page.stem for page in (ROOT / "docs" / "rooms").glob("*.md")) == ROOMS


@pytest.mark.parametrize("page", ROLE_PAGES)
def test_role_page_when_looked_up_then_stands_in_the_index_of_users(page: str) -> None:
    """Everybody finds the page of their role."""
    folder = ROOT / "docs" / "users"
    assert (folder / f"{page}.md").is_file()
    assert f"]({page}.md)" in (folder / "README.md").read_text(encoding="utf-8")


def test_pages_of_users_when_they_name_words_of_a_screen_then_those_words_are_shipped() -> None:
    """What stands in bold is on a screen: in a template or in the words of a room."""
    shipped = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "src").rglob("*"))
        if path.suffix in {".html", ".py", ".toml"} and "migrations" not in path.parts
    ).replace("'", "’")
    missing = []
    for page in sorted((ROOT / "docs" / "users").glob("*.md")):
        text = re.sub(r"\s+", " ", page.read_text(encoding="utf-8")).replace("'", "’")
        missing += [
            (page.name, words)
            for words in re.findall(r"\*\*(.+?)\*\*", text)
            if words.rstrip(".:") not in shipped and words not in _NOT_OF_A_SCREEN
        ]
    assert missing == []


_NOT_OF_A_SCREEN = frozenset({"Locked checks.", "Provisional records.", "Suspended accounts."})
"""Bold words that begin a paragraph."""
