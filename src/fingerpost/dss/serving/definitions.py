"""The definition of one resource, which its app serves to anybody below its own title."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from fingerpost.dss.documenting.openapi import as_text, document
from fingerpost.dss.serving.replies import Answer, json
from fingerpost.dss.wire.catalogue import RESOURCES

_NAME = "api-definition"


def definition(segment: str, method: str, path: str) -> Answer | None:
    """Answer ``<Title>/API-Definition``; None where something else is asked for."""
    resource = RESOURCES.get(segment)
    if resource is None or method != "GET":
        return None
    asked = [part for part in path.lower().split("/") if part]
    if asked != [resource.title.replace(" ", "").lower(), _NAME]:
        return None
    return json(_text(segment))


@lru_cache(maxsize=32)
def _text(segment: str) -> str:
    made = document({segment: RESOURCES[segment]}, settings.DSS_SWITCHES)
    made["paths"] = {path: told for path, told in made["paths"].items() if path.startswith(f"/{segment}/")}
    return as_text(made)
