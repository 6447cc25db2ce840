"""Reads a text that a command was given, and says plainly why it can't."""

from __future__ import annotations

import sys
from pathlib import Path


class Unreadable(ValueError):
    """A text that cannot be read, and why; the message holds nothing of the text."""


def read_text(file: Path | None) -> str:
    """Read a file, or standard input for None and "-", as UTF-8 with or without its mark. Raises Unreadable."""
    try:
        content = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Unreadable(f"{file} cannot be read ({error.strerror}).") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The text is not UTF-8: byte {error.start + 1} cannot be read.") from None
