"""`fingerpost screen`: whole files by the list of a day, told so that programs and people can find the places."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from .conftest import FINGERPOST, Run, bare_environment

ON = ("--on", "2016-06-01")
KEYS = {"file", "line", "start", "end", "form", "base_word", "why", "certainty", "blocks"}


def hits(stdout: str) -> list[dict[str, Any]]:
    """One JSON object a line."""
    return [json.loads(line) for line in stdout.splitlines()]


def test_clean_text_is_well(run: Run) -> None:
    done = run("screen", stdin=b"Wants to work with horses.")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.requirement("BR-20.4")
def test_each_hit_is_a_line_of_json_with_its_place(run: Run, tmp_path: Path) -> None:
    text = "Łukasz came; a Fine day.\r\nAfter bail hostel\n\nan ex-offender’s plan at H.M.P. X\n"
    file = tmp_path / "ŵ note.txt"
    file.write_bytes(text.encode())
    done = run("screen", str(file), *ON, "--json", LC_ALL="C", LANG="C")
    assert done.returncode == 1
    assert done.stderr == ""
    found = hits(done.stdout)
    assert {frozenset(hit) for hit in found} == {frozenset(KEYS)}
    assert {hit["file"] for hit in found} == {str(file)}
    assert [
        (hit["line"], text[hit["start"] : hit["end"]], hit["form"], hit["base_word"], hit["certainty"])
        for hit in found
    ] == [
        (1, "Fine", "fine", "fined", "everyday"),
        (2, "bail", "bail", "bail", "everyday"),
        (2, "bail hostel", "bail hostel", "bail", "phrase"),
        (4, "offender", "offender", "offender", "word"),
        (4, "H.M", "h m", "hm", "everyday"),
        (4, "H.M.P", "HMP", "HMP", "word"),
    ]
    assert all(hit["blocks"] is True for hit in found)
    assert {hit["why"] for hit in found} == {"BR-A.1 (screening.forms@2014-10-01)"}


@pytest.mark.requirement("OI-11.12")
def test_list_is_that_of_the_day(run: Run) -> None:
    text = b"takes a drug"
    assert run("screen", "-", "--on", "2010-09-01", stdin=text).returncode == 0
    assert run("screen", "-", "--on", "2016-09-01", stdin=text).returncode == 1
    done = run("screen", "-", "--on", "2010-07-31", stdin=text)
    assert done.returncode == 2
    assert "2010-08-01" in done.stderr


@pytest.mark.requirement("XD-10")
def test_without_json_the_words_are_told_only_where_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Łukasz came.\nHe is an ex-Offender.\n", encoding="utf-8")
    done = run("screen", str(file), *ON)
    assert done.returncode == 1
    assert (
        done.stdout
        == f"{file}:2: characters 25 to 33: RT-202, BR-A.1 (screening.forms@2014-10-01), word, stops\n"
    )
    shown = run("screen", str(file), *ON, "--show")
    assert "“Offender” is on the list as “offender”" in shown.stdout
    assert hits(run("screen", str(file), *ON, "--show", "--json").stdout)[0]["words"] == "Offender"


def test_several_files_go_on_past_one_that_cannot_be_checked(run: Run, tmp_path: Path) -> None:
    good, bad, other = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    good.write_text("plain words", encoding="utf-8")
    bad.write_bytes(b"one secret thing, caf\xe9")
    other.write_text("theft", encoding="utf-8")
    done = run("screen", str(good), str(bad), str(tmp_path / "none"), str(tmp_path), *ON)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{bad}: the text is not UTF-8: byte 22 cannot be read." in done.stderr
    assert f"{tmp_path / 'none'}: cannot be read (No such file or directory)." in done.stderr
    assert f"{tmp_path}: cannot be read (Is a directory)." in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr
    done = run("screen", str(bad), str(other), *ON, "--json")
    assert done.returncode == 1
    assert [hit["file"] for hit in hits(done.stdout)] == [str(other)]
    assert str(bad) in done.stderr


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"plain\xff", "not UTF-8: byte 6"),
        (b"\xe2\x82", "not UTF-8: byte 1"),
        (b"p\0r\0", "byte 2 is zero"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"PK\x03\x04....", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cannot be read"),
    ],
)
def test_input_that_is_no_text_is_unusable(run: Run, content: bytes, why: str) -> None:
    done = run("screen", *ON, stdin=content)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr


def test_wrong_day_and_wrong_packs_are_unusable(run: Run, tmp_path: Path) -> None:
    for arguments in (("--on", "soon"), ("--on", "2016-13-01"), ("--packs", str(tmp_path / "none"))):
        done = run("screen", *arguments, stdin=b"plain")
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr


@pytest.mark.requirement("BR-A.2")
def test_word_of_an_added_pack_holds_from_its_day(run: Run, tmp_path: Path) -> None:
    (tmp_path / "more.toml").write_text(
        """
        [pack]
        name = "more-words"
        [[rule]]
        key = "screening.added_forms"
        valid_from = 2030-01-01
        source = "BR-A.2"
        status = "in_force"
        value = [{ id = "AG-1", base = "zorblax", form = "Zorblax", kind = "word" }]
        """,
        encoding="utf-8",
    )
    packs = ("--packs", str(tmp_path), "--json")
    assert run("screen", *packs, "--on", "2029-12-31", stdin=b"a zorblax").returncode == 0
    done = run("screen", *packs, "--on", "2030-01-01", stdin=b"a zorblax")
    assert done.returncode == 1
    (hit,) = hits(done.stdout)
    assert (hit["form"], hit["base_word"], hit["why"]) == (
        "Zorblax",
        "zorblax",
        "BR-A.2 (screening.added_forms@2030-01-01/more-words)",
    )
    assert run("--packs", str(tmp_path), "screen", "--on", "2030-01-01", stdin=b"a zorblax").returncode == 1


@pytest.mark.requirement("XD-11")
def test_documents_are_read_and_names_looked_at_where_asked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "MyTheftLetter2.docx"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "word/document.xml",
            '<w:document xmlns:w="urn:w"><w:p><w:r><w:t>Plain.</w:t></w:r></w:p>'
            "<w:p><w:r><w:t>An ars</w:t></w:r><w:r><w:t>onist</w:t></w:r></w:p></w:document>",
        )
    done = run("screen", str(file), *ON, "--json")
    assert [(hit["form"], hit["line"]) for hit in hits(done.stdout)] == [("arsonist", 2)]
    named = hits(run("screen", str(file), *ON, "--json", "--names").stdout)
    assert [(hit["form"], hit["line"]) for hit in named] == [("theft", 0), ("arsonist", 2)]
    assert file.name[named[0]["start"] : named[0]["end"]] == "Theft"


def test_long_text_from_a_pipe_keeps_its_places_across_blocks(run: Run) -> None:
    line = "Wants to work with horses – and “skills”.\n"
    text = line * 60_000 + "young\n\n" + "offender " + " institution\n"
    done = run("screen", "--json", *ON, stdin=text.encode())
    found = hits(done.stdout)
    assert [(hit["form"], hit["line"]) for hit in found] == [
        ("Young offender institution", 60_001),
        ("offender", 60_003),
    ]
    assert text[found[0]["start"] : found[0]["end"]].split() == ["young", "offender", "institution"]


def test_reader_that_leaves_early_gets_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "many.txt"
    file.write_text("theft\n" * 200_000, encoding="utf-8")
    with subprocess.Popen(
        [FINGERPOST, "screen", "--json", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=bare_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


def test_no_database_is_started(run: Run, tmp_path: Path) -> None:
    run("screen", stdin=b"plain", DATA=str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()
