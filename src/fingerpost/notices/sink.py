"""Mail that stays on this machine: a file for each connection, closed to everybody else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

from django.core.mail.backends.filebased import EmailBackend


class PrivateFiles(EmailBackend):
    """Django's file sink, with a folder of mode 0700 and files of mode 0600: they hold codes and links that open."""

    stream: IO[bytes] | None  # type: ignore[assignment]  # the stubs know only the text of the console's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Path(self.file_path).chmod(0o700)

    def open(self) -> bool:
        """Open the file of this connection. Raises OSError where it can't be written."""
        if self.stream is not None:
            return False
        name: str = self._get_filename()  # type: ignore[attr-defined]  # absent from the stubs
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.stream = os.fdopen(descriptor, "ab")
        return True
