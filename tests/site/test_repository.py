"""What the repository must hold, and must not."""

import re
import subprocess
import tomllib

import pytest

import fingerpost
from tests.database import PROJECT

_LOCKS = ["requirements.lock", "requirements-dev.lock", "package-lock.json"]
_ADDRESS = re.compile(r"https?://|git\+|file:")
# Where this copy happens to lie, and where such copies are worked on, are nobody's business.
_PLACES = re.compile(r"(?<![\w/.])/(root|home/\w+|work)/")


def _tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name and (PROJECT / name).is_file()]


@pytest.mark.parametrize("name", _LOCKS)
def test_lock_file_names_no_address(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    lines = text.splitlines()
    if name.endswith(".json"):
        # Where a package asks for money is its own affair, and nothing is fetched from there.
        lines = [line for line in lines if '"url":' not in line and '"funding":' not in line]
    assert [line for line in lines if _ADDRESS.search(line)] == []


@pytest.mark.parametrize("name", _LOCKS[:2])
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(blocks) > 20
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block


def test_no_file_names_a_place_on_a_machine() -> None:
    found = []
    for name in _tracked():
        try:
            text = (PROJECT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if _PLACES.search(text) and name != "tests/site/test_repository.py":
            found.append(name)
    assert found == []


def test_nothing_built_or_kept_is_tracked() -> None:
    built = re.compile(r"(^|/)(__pycache__|node_modules|\.venv|\.cache|dist|data)/|\.pyc$")
    assert [name for name in _tracked() if built.search(name)] == []


def test_version_is_written_once() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert "version" in project["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", fingerpost.__version__)


def test_continuous_integration_requires_the_browser() -> None:
    script = PROJECT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "REQUIRE_BROWSER=1 exec make test" in script.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["LICENSE", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "README.md"])
def test_a_stranger_finds_the_usual_files(name: str) -> None:
    assert (PROJECT / name).stat().st_size > 200
