"""Takes files in from a form: into memory, up to a bound, never onto a disk where they would lie unsealed."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_HELD: Final = 20 * 1_048_576
"""The most of one request that is held, in bytes; policy's own bound on a file (`files.most_bytes`) lies below."""


class HeldInMemory(FileUploadHandler):
    """Holds the files of one request. What is past the bound is read and thrown away.

    A file that was cut is one byte larger than the bound: whoever checks it finds it too large and can say so.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._held = 0
        self._file = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what still fits, and one byte more as the sign that something did not."""
        kept = raw_data[: max(0, MOST_HELD + 1 - self._held)]
        self._held += len(kept)
        self._file.write(kept)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Hand over what was kept, under the name that the sender gave."""
        size = self._file.tell()
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name or "file",
            content_type=self.content_type or "",
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
