"""The house style over our own pages: what is read in a template, and where a finding stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.house_style import Audience
from fingerpost.policy.loader import load_texts
from fingerpost.site.console import app
from fingerpost.site.style_check import (
    CUSTOMERS_READ,
    PACKAGE,
    audience_of,
    check_file,
    check_package,
)
from fingerpost.site.template_text import runs_of_module, runs_of_template

RULES = shipped_rules()
TODAY = date(2026, 6, 1)


def texts(source: str, *, is_html: bool = True) -> list[str]:
    return [" ".join(run.text.split()) for run in runs_of_template(source, is_html=is_html)]


def flaws(
    tmp_path: Path, source: str, *, name: str = "public/templates/public/page.html"
) -> list[tuple[int, str]]:
    path = tmp_path / Path(name).name
    path.write_text(source, encoding="utf-8")
    return [(flaw.line, flaw.finding.form) for flaw in check_file(path, name=name, on=TODAY, rules=RULES)]


@pytest.mark.requirement("OI-21.3", "OI-0.2", "XD-14", "BR-18.4")
def test_our_own_pages_strings_and_packs_hold_to_the_house_style() -> None:
    assert [str(flaw) for flaw in check_package(PACKAGE, on=TODAY, rules=RULES)] == []


@pytest.mark.requirement("BR-18.4", "OI-21.3")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("public/templates/public/home.html", "<p>Call our helpline</p>"),
        ("notices/letters.py", "subject = gettext('From the NCS')"),
        ("public/views.py", "title = _('Careers guidance')"),
        ("workspace/templates/workspace/today/today.html", "{% translate 'Ask the client' %}"),
        ("staff/forms.py", "label = _('Advisor')"),
    ],
)
def test_a_word_put_into_a_page_or_a_string_of_the_package_is_found(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text + "\n", encoding="utf-8")
    found = check_package(tmp_path, on=TODAY, rules=load_texts_with_style())
    assert [(flaw.file, flaw.line) for flaw in found] == [(name, 1)]


def load_texts_with_style() -> Rules:
    """The rules of the style alone, so that no text of a pack is among what is checked."""
    pack = PACKAGE / "policy" / "packs" / "house-style.toml"
    return load_texts([(pack.name, pack.read_text(encoding="utf-8"))])


def test_lint_prints_file_line_and_what_to_write_and_exits_0_on_our_own_pages() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fingerpost.site.style_check"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_finding_says_file_line_words_and_source(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<h1>Talk to us</h1>\n<p>\n  Ring the\n  call centre.</p>", encoding="utf-8")
    found = check_file(path, name="public/templates/public/page.html", on=TODAY, rules=RULES)
    assert [str(flaw) for flaw in found] == [
        "public/templates/public/page.html:4: Write “contact centre”, not “call centre” (OI-21)."
    ]


@pytest.mark.requirement("OI-21.3")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Call the\nadvice line</p>", [(2, "advice line")]),
        ("<p>Our <b>call</b>\n<i>centre</i></p>", [(1, "call centre")]),
        ("<ul><li>advice</li><li>line</li></ul>", []),
        ("<p>advice</p>\nline", []),
        ("<p>advice<br>line</p>", []),
        ("<a href='/helpline/' title='The helpline' class='client'>Talk</a>", [(1, "helpline")]),
        ("<img src='client.png'\n  alt='A caller'>", [(2, "caller")]),
        ("<input type='text' value='client' placeholder='client'>", [(1, "client")]),
        ("<input type='submit' value='Ask a client'>", [(1, "client")]),
        ("<button aria-label='Ring the NCS'>Ring</button>", [(1, "NCS")]),
        ("<meta name='description' content='Careers guidance'>", [(1, "careers guidance")]),
        ("<meta name='viewport' content='guidance'>", []),
        ("<script>let client = 1;</script><style>.client{}</style>", []),
        ("<!-- the client --><p>Hello</p>", []),
        ("{# the client #}{% comment %}\nthe client\n{% endcomment %}\n<p>client</p>", [(4, "client")]),
        ("\n{% translate 'Ask the client' %}", [(2, "client")]),
        ("{% translate \"Ask the client\" as ask %}\n{{ ask }}", [(1, "client")]),
        ("{% trans 'Our advice' %} line", [(1, "advice line")]),
        ("{% blocktranslate %}Ask\n{{ name }} of the client{% endblocktranslate %}", [(2, "client")]),
        ("advice {{ word }} line", []),
        ("advice{% if x %} line{% endif %}", [(1, "advice line")]),
        ("{% if x %}advice{% else %} line{% endif %}", []),
        ("{{ _('The client') }}", [(1, "client")]),
        ("{{ name|default:'the client' }}", [(1, "client")]),
        ("{% govuk 'button' text=_('Ask the client') %}", [(1, "client")]),
        ("{% include 'client.html' with title='Our client' class='client' %}", [(1, "client")]),
        ("{% url 'client' %}{% block client %}{% endblock %}", []),
        ("<p title=\"{% if x %}advice{% else %}line{% endif %}\">x</p>", []),
        ("<p>caf&eacute; &amp; client</p>", [(1, "client")]),
        ("<p>{{ service }}s client", [(1, "client")]),
    ],
)  # fmt: skip
def test_what_a_person_reads_in_a_template_is_checked_and_nothing_else(
    tmp_path: Path, source: str, expected: list[tuple[int, str]]
) -> None:
    assert flaws(tmp_path, source) == expected


def test_runs_join_what_is_read_together_and_part_what_is_not() -> None:
    source = (
        "<h1>{% block title %}One{% endblock %}</h1>"
        "<p>Two <a href='#'>three</a> {{ four }}.</p>{% for x in y %}<p>Five{% endfor %}"
    )
    assert texts(source) == ["One", "Two three ꙮ.", "Five"]
    assert texts("First\nline.\n\nSecond {{ x }}\n", is_html=False) == ["First line.", "Second ꙮ"]


def test_lines_of_a_list_headings_and_rows_are_read_apart(tmp_path: Path) -> None:
    source = "# Our advice\nline by\n\n- advice\n- line\n1. call\n2. centre\n| call |\n| centre |\na call\ncentre\n"
    path = tmp_path / "chapter.md"
    path.write_text(source, encoding="utf-8")
    found = check_file(path, name="public/chapter.md", on=TODAY, rules=RULES)
    assert [(flaw.line, flaw.finding.form) for flaw in found] == [(10, "call centre")]


def test_strings_of_a_module_are_those_that_go_through_gettext() -> None:
    source = (
        "a = 'client'\nb = _('One')\nc = gettext_lazy('Two ' 'parts')\n"
        "d = ngettext('%(n)s thing', '%(n)s things', n)\ne = pgettext('client', 'Three')\nf = _(name)\n"
        "g = translation.gettext('Four')\n"
    )
    found = [(run.line_of(0), run.text) for run in runs_of_module(source)]
    assert found == [
        (2, "One"),
        (3, "Two parts"),
        (4, "%(n)s thing"),
        (4, "%(n)s things"),
        (5, "Three"),
        (7, "Four"),
    ]


@pytest.mark.parametrize(
    ("name", "audience"),
    [
        ("public/templates/public/home.html", Audience.CUSTOMERS),
        ("house/templates/errors/404.html", Audience.CUSTOMERS),
        ("house/templates/house/components/footer.html", Audience.CUSTOMERS),
        ("notices/services.py", Audience.CUSTOMERS),
        ("workspace/templates/workspace/customers/customer_view.html", Audience.CUSTOMERS),
        ("workspace/templates/workspace/customers/record.html", Audience.STAFF),
        ("house/templates/house/page_staff.html", Audience.STAFF),
        ("staff/forms.py", Audience.STAFF),
    ],
)
def test_each_file_has_its_readers(name: str, audience: Audience) -> None:
    assert audience_of(name) is audience


def test_every_pattern_of_customers_pages_names_a_file_but_that_of_the_room_not_built_yet() -> None:
    names = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.is_file()]
    idle = {pattern for pattern in CUSTOMERS_READ if not any(fnmatch(name, pattern) for name in names)}
    assert idle <= {"account/*"}


def test_staff_pages_may_speak_of_callers_and_never_of_clients(tmp_path: Path) -> None:
    name = "workspace/templates/workspace/x.html"
    source = "<p>The caller asks</p>\n<p>The client, by JCP, to the NCS advisor</p>"
    assert flaws(tmp_path, source, name=name) == [(2, "client"), (2, "JCP"), (2, "NCS"), (2, "advisor")]


@pytest.mark.requirement("XD-14", "OI-0.2")
def test_a_pack_text_that_customers_read_is_checked_on_the_day_it_is_shown(tmp_path: Path) -> None:
    packs = tmp_path / "policy" / "packs"
    packs.mkdir(parents=True)
    for name in ("house-style.toml", "notices.toml"):
        text = (PACKAGE / "policy" / "packs" / name).read_text(encoding="utf-8")
        packs.joinpath(name).write_text(
            text.replace("The service is free.", "The helpline is free."), encoding="utf-8"
        )
    rules = load_texts((path.name, path.read_text(encoding="utf-8")) for path in sorted(packs.iterdir()))
    found = check_package(tmp_path, on=TODAY, rules=rules)
    line = next(
        number
        for number, words in enumerate((packs / "notices.toml").read_text(encoding="utf-8").splitlines(), 1)
        if "The helpline is free." in words
    )
    assert [(flaw.file, flaw.line, flaw.finding.form) for flaw in found] == [
        ("policy/packs/notices.toml", line, "helpline")
    ]


# --- The command --------------------------------------------------------------------------------------------


def console(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from fingerpost.site.console import main; main()", "style", *arguments],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"},
        timeout=60,
    )


@pytest.mark.requirement("OI-21.1")
def test_command_says_line_and_what_to_write_and_ends_with_1() -> None:
    done = console(text="Café Ask\nthe caller.\n")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "-:2: Write “customer”, not “caller” (OI-21; OI-B; OF-T; BR-GL).\n"
    assert console("--for", "staff", "-", text="Ask the caller").returncode == 0


def test_command_reads_templates_and_modules_as_people_read_them(tmp_path: Path) -> None:
    page, module = tmp_path / "page.html", tmp_path / "words.py"
    page.write_text("<p class='client'>\n{% translate 'Ask the NCS' %}</p>", encoding="utf-8")
    module.write_text("client = _('Our advisor')", encoding="utf-8")
    done = console("--json", str(page), str(module))
    assert done.returncode == 1
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "file": str(page),
            "line": 2,
            "start": 9,
            "end": 12,
            "form": "NCS",
            "instead": "National Careers Service",
            "source": "BR-18.3; BR-18.4",
            "rule": "style.forms@2010-08-01",
        },
        {
            "file": str(module),
            "line": 1,
            "start": 4,
            "end": 11,
            "form": "advisor",
            "instead": "adviser",
            "source": "OI-21; OF-T",
            "rule": "style.forms@2010-08-01",
        },
    ]


def test_command_says_plainly_what_it_cannot_use(tmp_path: Path) -> None:
    binary, broken = tmp_path / "page.html", tmp_path / "words.py"
    binary.write_bytes(b"\xff\xfe\x00")
    broken.write_text("def", encoding="utf-8")
    for arguments, words in (
        ([str(tmp_path / "none.txt")], "cannot be read"),
        ([str(tmp_path)], "cannot be read"),
        ([str(binary)], "not UTF-8"),
        ([str(broken)], "no Python module"),
        (["--on", "2016-02-30", "-"], "is no day"),
        (["--on", "2009-01-01", "-"], "no value on 2009-01-01"),
        (["--for", "managers", "-"], "not by 'managers'"),
    ):
        done = CliRunner().invoke(app, ["style", *arguments], input="")
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith("fingerpost: ")
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_command_takes_added_packs(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(
        '[pack]\nname = "ours"\ntitle = "Ours"\n[[rule]]\nkey = "style.staff_words"\nvalid_from = 2026-01-01\n'
        'source = "OI-0.2"\nstatus = "in_force"\n'
        'value = [{ form = "zork", instead = "say what it is", how = "word" }]\n',
        encoding="utf-8",
    )
    arguments = ("--on", "2026-01-01", "--packs", str(tmp_path))
    assert "say what it is" in console(*arguments, text="The ZORK").stdout
    assert console("--on", "2025-12-31", "--packs", str(tmp_path), text="The ZORK").returncode == 0
