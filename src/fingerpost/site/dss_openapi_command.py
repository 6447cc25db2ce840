"""`fingerpost dss openapi`: the description of the wire as the repository keeps it. It starts no database."""

from __future__ import annotations

import typer


def openapi() -> None:
    """Write OpenAPI 3.1 of the wire, with every switch off: docs/openapi/shared-record.json is this."""
    from fingerpost.dss.documenting.openapi import as_text, document
    from fingerpost.dss.wire.catalogue import RESOURCES

    typer.echo(as_text(document(RESOURCES)), nl=False)
