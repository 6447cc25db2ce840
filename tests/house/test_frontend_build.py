"""The built front end: our own face, hashed names down to the imports of scripts, no address in the lock file."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "frontend" / "dist" / "fingerpost"
OUR_SCRIPTS = sorted(path.name for path in (ROOT / "frontend" / "js").glob("*.js"))


def test_build_when_nothing_changed_does_nothing() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "build_frontend.py")]
    subprocess.run(command, check=True, capture_output=True)
    before = (BUILT / "fingerpost.css").stat().st_mtime_ns
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "up to date" in again.stdout
    assert (BUILT / "fingerpost.css").stat().st_mtime_ns == before


def test_style_sheet_when_built_wears_no_mark_of_another_organisation() -> None:
    css = (BUILT / "fingerpost.css").read_text(encoding="utf-8")
    for mark in ("GDS Transport", "crest", "crown", "@font-face"):
        assert mark not in css
    assert "--govuk-brand-colour: #0c5348" in css or "--govuk-brand-colour:#0c5348" in css


@pytest.mark.parametrize(
    "path",
    sorted(
        (ROOT / "frontend").glob("*/*"),
        key=str,
    ),
    ids=lambda path: path.name,
)
def test_source_when_read_names_no_other_address(path: Path) -> None:
    if "dist" in path.parts or not path.is_file():
        return
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "://" not in text


def test_lock_file_when_read_holds_no_address_and_every_hash() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_browser_storage_when_scripts_are_read_is_never_used() -> None:
    for script in OUR_SCRIPTS:
        text = (ROOT / "frontend" / "js" / script).read_text(encoding="utf-8")
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b", text), script


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Callable[[str], str]:
    """Collect as a deployment does, and read a file by its plain name."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_KEEP_ONLY_HASHED_FILES = True
    settings.STATICFILES_DIRS = [("fingerpost", BUILT)]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "fingerpost.house.static_files.HashedFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    return lambda name: (tmp_path / names[name]).read_text(encoding="utf-8")


def test_scripts_when_collected_import_only_files_that_are_served(
    collected: Callable[[str], str], tmp_path: Path
) -> None:
    found = 0
    for script in OUR_SCRIPTS:
        text = collected(f"fingerpost/{script}")
        for name in re.findall(r"""(?:from|import)\s*\(?["'](\./[^"']+)["']""", text):
            assert (tmp_path / "fingerpost" / name).is_file(), (script, name)
            assert re.search(r"\.[0-9a-f]{12}\.js$", name)
            found += 1
    assert found >= len(OUR_SCRIPTS)
    assert not (tmp_path / "fingerpost" / "fingerpost.js").exists()
