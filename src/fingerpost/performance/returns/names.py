"""What the files of a return are called, and the archive that holds them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Final

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"


def file_name(name: str, at: datetime, ending: str) -> str:
    """``NCS Occupancy Report-20261109-143005.csv``: a civil moment in London, on a clock of 24 hours."""
    return f"{name}-{at:%Y%m%d-%H%M%S}.{ending}"


def archive_of(files: Mapping[str, bytes], at: datetime) -> bytes:
    """The files under their bare names, in the order of their names; the same files make the same archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return out.getvalue()
