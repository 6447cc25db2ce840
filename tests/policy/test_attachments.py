"""Attachments: every word that can be read out of a document is screened, and what can't be is marked."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from fingerpost.policy import shipped_rules
from fingerpost.policy.attachments import (
    Kind,
    Limits,
    Unread,
    kind_of,
    limits_of,
    read_attachment,
    screen_attachment,
    screen_name,
)
from fingerpost.policy.screening import describe

NOW = date(2016, 6, 1)
RULES = shipped_rules()
LIMITS = limits_of(on=NOW, rules=RULES)
SMALL = Limits(bytes=10_000, unpacked_bytes=20_000, parts=10, pages=2, characters=1_000)
W = 'xmlns:w="urn:w"'
TYPES = ("[Content_Types].xml", "<Types/>")


def forms(name: str, content: bytes) -> list[str]:
    checked = screen_attachment(name, content, on=NOW, rules=RULES)
    assert checked.is_machine_checked, checked.unread
    return [describe(hit, on=NOW, rules=RULES).form for hit in checked.hits]


def packed(*parts: tuple[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def pdf(*pages: bytes, title: str | None = None, password: str | None = None, picture: bool = False) -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for shown in pages:
        page = writer.add_blank_page(200, 200)
        stream = DecodedStreamObject()
        stream.set_data(shown)
        page[NameObject("/Contents")] = writer._add_object(stream)
        resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        if picture:
            image = DecodedStreamObject()
            image[NameObject("/Subtype")] = NameObject("/Image")
            resources[NameObject("/XObject")] = DictionaryObject(
                {NameObject("/Im1"): writer._add_object(image)}
            )
        page[NameObject("/Resources")] = resources
    if title is not None:
        writer.add_metadata({"/Title": title})
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def shown(*lines: str) -> bytes:
    return (
        b"BT /F1 12 Tf 14 TL 10 150 Td " + b" T* ".join(b"(%b) Tj" % line.encode() for line in lines) + b" ET"
    )


@pytest.mark.requirement("XD-11")
@pytest.mark.parametrize(
    "content",
    [
        "Plain, then an ex-offender.",
        "\ufeffPlain, then an ex-offender.",
        "name;note\nA;ex-offender\n",
    ],
)
def test_text_and_tables_are_read(content: str) -> None:
    assert forms("note.csv", content.encode()) == ["offender"]
    assert forms("note.txt", content.encode("utf-16")) == ["offender"]


@pytest.mark.requirement("XD-11")
def test_word_documents_are_read_in_every_part_and_across_runs() -> None:
    body = (
        f"<w:document {W}><w:p><w:r><w:t>An ars</w:t></w:r><w:r><w:b/><w:t>onist</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>the</w:t></w:r></w:p><w:p><w:r><w:t>ft is two</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>bail</w:t><w:br/><w:t>hostel</w:t></w:r><w:r><w:delText>thi</w:delText><w:delText>ef</w:delText><w:t>drug</w:t></w:r></w:p>"
        '<w:p><w:drawing><docPr descr="a jail"/></w:drawing><w:t>upski</w:t><w:softHyphen/><w:t>lling</w:t></w:p>'
        "</w:document>"
    )
    content = packed(
        TYPES,
        ("word/document.xml", body),
        ("word/header1.xml", f"<w:hdr {W}><w:p><w:t>a mugger</w:t></w:p></w:hdr>"),
        ("word/footnotes.xml", f"<w:f {W}><w:t>a rapist</w:t></w:f>"),
        ("word/comments.xml", f"<w:c {W}><w:t>a felon</w:t></w:c>"),
        (
            "docProps/core.xml",
            '<p xmlns:dc="urn:dc"><dc:title>Murder</dc:title><dc:creator>X</dc:creator></p>',
        ),
        ("word/theme/theme1.xml", "<a><t>theft</t></a>"),
    )
    assert sorted(forms("letter.docx", content)) == sorted(
        ["murder", "felon", "arsonist", "bail", "bail hostel", "thief", "drug", "jail", "rapist", "mugger"]
    )


@pytest.mark.requirement("XD-11")
def test_open_documents_are_read_with_headers_and_properties() -> None:
    content = packed(
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            '<d xmlns:text="t" xmlns:office="o"><text:p>An ars<text:span>on<text:bookmark/>ist</text:span></text:p>'
            "<text:p>bail<text:s/>hostel</text:p><office:binary-data>theft</office:binary-data></d>",
        ),
        ("styles.xml", '<d xmlns:text="t"><text:p>a mugger</text:p></d>'),
        ("meta.xml", '<d xmlns:dc="dc"><dc:title>Murder</dc:title><dc:subject>er</dc:subject></d>'),
    )
    assert sorted(forms("letter.odt", content)) == ["arsonist", "bail", "bail hostel", "mugger", "murder"]


@pytest.mark.requirement("XD-11")
def test_rich_text_is_read_with_its_code_page_and_hidden_parts() -> None:
    content = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Theft Sans;}}{\stylesheet{\s1 Arson;}}"
        rb"{\info{\title Murder}{\author X}}\f0 An ars{\b onist} was\par caf\'e9 inmate\rquote s"
        rb" pri\-son \u8220?thief\u8221? \u-10179?\u-8693? {\pict\wmetafile8 0102cell}"
        rb"{\*\generator felon;}{\*\shpinst{\sp{\sn name}{\sv crime}}{\shptxt a mugger\par}}"
        rb"{\*\annotation a rapist}\bin5 theft after\tab a drug\~user\line h.m.p.}"
    )
    assert forms("letter.rtf", content) == [
        *("murder", "arsonist", "inmate", "prison", "thief", "mugger", "rapist", "drug", "h m", "HMP"),
    ]
    assert "café" in read_attachment("x.rtf", content, limits=LIMITS).text
    assert read_attachment("x.rtf", rb"{\rtf1 {\pict 01}}", limits=LIMITS).unread is Unread.PICTURE


@pytest.mark.requirement("XD-11")
def test_pages_of_the_web_are_read_with_what_stands_for_pictures() -> None:
    content = (
        "<!DOCTYPE html><html><head><title>Murder</title><style>.cell{}</style><script>theft</script></head>"
        '<body><p>An ars<b>on</b>ist</p><p>the</p><p>ft</p><img alt="a jail"><!-- a mugger -->'
        "inmate&rsquo;s &shy;pri&shy;son<br>bail<br>hostel</body></html>"
    )
    expected = ["murder", "arsonist", "jail", "mugger", "inmate", "prison", "bail", "bail hostel"]
    assert forms("page.html", content.encode()) == expected
    assert forms("", content.encode("utf-16")[2:].decode("utf-16-le").encode()) == expected
    old = b'<html><meta charset="windows-1252">caf\xe9 inmate\x92s</html>'
    assert forms("old.htm", old) == ["inmate"]
    assert forms("unnamed.htm", b"<html>caf\xe9 inmate\x92s") == ["inmate"]


@pytest.mark.requirement("XD-11")
def test_pdf_is_read_with_words_parted_at_a_line_end_and_its_properties() -> None:
    content = pdf(shown("Plain pri-", "son, an ex-", "offender"), shown("bail", "hostel"), title="Murder")
    assert sorted(forms("letter.pdf", content)) == [
        "bail", "bail hostel", "murder", "offender", "prison",
    ]  # fmt: skip
    assert forms("open.pdf", pdf(shown("theft"), password="")) == ["theft"]


@pytest.mark.requirement("XD-11", "BR-20.2")
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n0000", Unread.PICTURE),
        ("a.jpg", b"\xff\xd8\xff\xe0", Unread.PICTURE),
        ("a.pdf", pdf(b"", picture=True), Unread.PICTURE),
        ("a.pdf", pdf(shown("theft"), password="secret"), Unread.ENCRYPTED),
        ("a.pdf", b"%PDF-1.7 broken", Unread.DAMAGED),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Unread.UNKNOWN),
        ("a.docx", packed(TYPES, ("word/document.xml", "<broken")), Unread.DAMAGED),
        ("a.docx", packed(TYPES, ("word/media/i.png", b"x")), Unread.PICTURE),
        ("a.docx", packed(TYPES, ("word/embeddings/o.bin", b"x")), Unread.HOLDS_FILES),
        (
            "a.odt",
            packed(("content.xml", "?"), ("META-INF/manifest.xml", "<encryption-data/>")),
            Unread.ENCRYPTED,
        ),
        ("a.zip", packed(("letter.txt", "theft")), Unread.UNKNOWN),
        ("a.txt", b"caf\xe9", Unread.NOT_UTF8),
        ("a.bin", b"a\0b", Unread.UNKNOWN),
        ("a.rtf", b"{\\rtf1 open \\", Unread.DAMAGED),
        ("a.docx", b"PK\x03\x04 cut short", Unread.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_marked_with_its_reason(name: str, content: bytes, why: Unread) -> None:
    checked = screen_attachment(name, content, on=NOW, rules=RULES)
    assert (checked.unread, checked.is_machine_checked) == (why, False)


def test_locked_parts_of_an_archive_are_marked() -> None:
    content = bytearray(packed(TYPES, ("word/document.xml", "<x/>")))
    for place in range(len(content) - 4):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    assert read_attachment("a.docx", bytes(content), limits=LIMITS).unread is Unread.ENCRYPTED


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 10_001,
        b"word " * 1_000,
        packed(TYPES, ("word/document.xml", f"<w:d {W}><w:t>{'x ' * 50_000}</w:t></w:d>")),
        packed(TYPES, *((f"word/p{number}.xml", "<x/>") for number in range(10))),
        packed(("content.xml", f"<d>{' ' * 100_000}</d>")),
        pdf(shown("one"), shown("two"), shown("three")),
    ],
)
def test_what_is_too_large_or_unpacks_to_too_much_is_marked(content: bytes) -> None:
    reading = read_attachment("a", content, limits=SMALL)
    assert reading.unread is Unread.TOO_LARGE
    assert len(reading.text) <= SMALL.characters


def test_declared_entities_are_refused_before_they_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    content = packed(TYPES, ("word/document.xml", f"<!DOCTYPE d [{laughs}]><d><t>&l8;</t></d>"))
    reading = read_attachment("a.docx", content, limits=LIMITS)
    assert (reading.unread, reading.text) == (Unread.DAMAGED, "")


def test_words_read_before_a_limit_or_a_fault_are_screened_all_the_same() -> None:
    content = packed(TYPES, ("word/document.xml", f"<w:d {W}><w:p><w:t>theft</w:t></w:p><w:p>"))
    checked = screen_attachment("a.docx", content, on=NOW, rules=RULES)
    assert (checked.unread, [hit.form_id for hit in checked.hits]) == (Unread.DAMAGED, ["RT-264"])


@pytest.mark.requirement("BR-20.2")
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("TheftLetter.docx", ["Theft"]),
        ("theft2016.pdf", ["theft"]),
        ("letter_theft-final.txt", ["theft"]),
        ("LetterFromHMPLeeds.txt", []),
        ("HMP Leeds.txt", ["HMP"]),
        ("skills-plan.docx", []),
        ("ContactTherapist1.docx", []),
    ],
)
def test_names_of_files_are_screened_where_words_run_on_too(name: str, found: list[str]) -> None:
    hits = screen_name(name, on=NOW, rules=RULES)
    assert [name[hit.start : hit.end] for hit in hits] == found
    checked = screen_attachment(name, b"plain", on=NOW, rules=RULES)
    assert checked.name_hits == hits


def test_reading_never_shows_its_words() -> None:
    assert "theft" not in repr(read_attachment("a.txt", b"theft", limits=LIMITS))


@settings(max_examples=200, deadline=None, print_blob=True)
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=120).map(lambda rest: b"{\\rtf1" + rest),
        st.binary(max_size=120).map(lambda rest: b"PK\x03\x04" + rest),
        st.binary(max_size=120).map(lambda rest: b"%PDF-1.4\n" + rest),
        st.binary(max_size=120).map(lambda rest: b"<html>" + rest),
    ),
    cut=st.integers(0, 400),
)
def test_any_bytes_are_read_or_marked_and_never_raise(content: bytes, cut: int) -> None:
    for each in (
        content,
        packed(TYPES, ("word/document.xml", content))[:cut],
        pdf(shown("x"))[:cut] + content,
    ):
        reading = read_attachment("a", each, limits=SMALL)
        assert isinstance(reading.text, str)


def test_kind_is_told_by_what_a_file_begins_with_rather_than_by_its_name() -> None:
    assert kind_of("letter.txt", b"%PDF-1.7") is Kind.PDF
    assert kind_of("letter.pdf", b"Dear all") is Kind.TEXT
    assert kind_of("page.HTML", b"Dear all") is Kind.WEB_PAGE
