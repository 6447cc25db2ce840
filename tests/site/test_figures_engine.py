"""Which engine counts figures: what a deployment may name, and what the doctor says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from fingerpost.site import doctor
from fingerpost.site.deployment import Deployment
from fingerpost.site.doctor import Finding, examine


def figures_of(data: Path, engine: str = "duckdb") -> Finding:
    deployment = Deployment(data=data, mi_engine=engine)
    return next(finding for finding in examine(deployment) if finding.subject == "figures")


@pytest.mark.parametrize("name", ["duckdb", "postgres", "spark://local", "spark://master.example:7077"])
def test_engine_when_it_is_one_of_the_three_then_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGERPOST_MI_ENGINE", name)
    assert Deployment().mi_engine == name


def test_engine_when_it_is_another_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGERPOST_MI_ENGINE", "sqlite")
    with pytest.raises(ValidationError, match="FINGERPOST_MI_ENGINE"):
        Deployment()


def test_doctor_when_snapshots_stand_open_to_others_then_says_how_to_close_them(tmp_path: Path) -> None:
    assert figures_of(tmp_path).is_well
    folder = tmp_path / "snapshots"
    (folder / "20261122T020000Z-1").mkdir(parents=True)
    (folder / ".draft-1").mkdir()
    folder.chmod(0o755)
    found = figures_of(tmp_path)
    assert not found.is_well
    assert f"chmod 700 {folder}" in found.detail
    folder.chmod(0o700)
    assert figures_of(tmp_path).detail == "newest of 1 snapshots: 20261122T020000Z-1"
    assert figures_of(tmp_path, "postgres").detail == "counted on the record as it stands"


def test_doctor_when_spark_is_named_and_not_there_then_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    found = figures_of(tmp_path, "spark://local")
    assert not found.is_well
    assert "make spark" in found.detail
