"""Hands a file to a browser: to be kept, never shown within the service."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def send_file(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """An answer that carries a file as an attachment, never inline.

    The browser is told not to guess at another type, not to run anything of it, and to keep no copy.
    """
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "no-store"
    return answer
