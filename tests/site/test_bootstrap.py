"""`make setup`: what it does once, what it leaves alone, what it says when it cannot."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.database import PROJECT


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, working in a folder of its own, with pip noted instead of run."""
    spec = importlib.util.spec_from_file_location("bootstrap", PROJECT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="ascii")
    environment = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", environment)
    monkeypatch.setattr(module, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", environment / ".set-up-from")
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(module, "pip", lambda *arguments: calls.append(arguments))
    module.calls = calls  # type: ignore[attr-defined]
    return module


def test_environment_is_made_and_packages_are_held_to_their_hashes(bootstrap: ModuleType) -> None:
    bootstrap.set_up(bootstrap.RUNTIME)
    assert bootstrap.runs(bootstrap.PYTHON)
    assert "--require-hashes" in bootstrap.calls[0]
    assert any(argument.endswith("requirements.lock") for argument in bootstrap.calls[0])
    assert "--no-index" in bootstrap.calls[1]


def test_nothing_is_done_twice(bootstrap: ModuleType) -> None:
    bootstrap.set_up(bootstrap.DEVELOPMENT)
    bootstrap.calls.clear()
    bootstrap.set_up(bootstrap.DEVELOPMENT)
    bootstrap.set_up(bootstrap.RUNTIME)
    assert bootstrap.calls == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_changed_file_sets_up_again(bootstrap: ModuleType, name: str) -> None:
    bootstrap.set_up(bootstrap.RUNTIME)
    bootstrap.calls.clear()
    (bootstrap.ROOT / name).write_text("changed", encoding="ascii")
    bootstrap.set_up(bootstrap.RUNTIME)
    assert len(bootstrap.calls) == 2


def test_failed_install_is_tried_again(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: str) -> None:
        raise bootstrap.SetupFailed("pip")

    working = bootstrap.pip
    monkeypatch.setattr(bootstrap, "pip", fail)
    with pytest.raises(bootstrap.SetupFailed):
        bootstrap.set_up(bootstrap.RUNTIME)
    monkeypatch.setattr(bootstrap, "pip", working)
    bootstrap.set_up(bootstrap.RUNTIME)
    assert len(bootstrap.calls) == 2


def test_missing_venv_is_one_clear_sentence(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(bootstrap.SetupFailed, match="apt-get install python3-venv"):
        bootstrap.make_environment()


def test_make_takes_the_first_python_that_is_new_enough(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    old.chmod(0o755)
    (tmp_path / "python3.12").symlink_to(sys.executable)
    done = subprocess.run(
        ["make", "--no-print-directory", "-n", "setup"],
        cwd=PROJECT,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().endswith("scripts/bootstrap.py")
    assert done.stdout.split()[0] != "python3"
