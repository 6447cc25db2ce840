"""Encrypts what leaves the building: a PDF or a zip file that opens with its pass phrase and with nothing else.

BR-8.4a, OI-14.17.xiii. AES with 256 bits in both. The PDF stays readable by a screen reader once it is open.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED

import pikepdf
import pyzipper

_REVISION: Final = 6
_OWNER_BYTES: Final = 32
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)


def encrypt_pdf(pdf: bytes, phrase: str) -> bytes:
    """A PDF under a pass phrase (AES-256, revision 6); its tags, title and language stay.

    The second password that the format asks for is random and kept nowhere. Reading aloud stays allowed, as do
    printing and copying: the file is the customer's own. Raises ValueError for an empty phrase.
    """
    _whole(phrase)
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(
            out,
            encryption=pikepdf.Encryption(
                user=phrase,
                owner=secrets.token_urlsafe(_OWNER_BYTES),
                R=_REVISION,
                allow=pikepdf.Permissions(accessibility=True),
                metadata=True,
            ),
        )
    return out.getvalue()


def encrypt_zip(files: Mapping[str, bytes], phrase: str) -> bytes:
    """A zip file under a pass phrase (WinZip's AES-256), of names and bytes. Raises ValueError for an empty phrase.

    The names of the files can be read without the phrase, so they say nothing of the customer; nor does a day.
    """
    _whole(phrase)
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(phrase.encode())
        for name, content in files.items():
            inside = pyzipper.zipfile_aes.AESZipInfo(name, date_time=_ZIP_DAY)
            inside.compress_type = ZIP_DEFLATED
            archive.writestr(inside, content)
    return out.getvalue()


def _whole(phrase: str) -> None:
    if not phrase.strip():
        raise ValueError("a file can't be encrypted with an empty pass phrase")
