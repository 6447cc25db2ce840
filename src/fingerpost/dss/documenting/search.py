"""The two searches, which are no resources: their paths for OpenAPI."""

from __future__ import annotations

from typing import Any, Final

_JSON = "application/json"


def _query(name: str, description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema or {"type": "string"}}


_VERSION: Final = {
    "name": "version",
    "in": "header",
    "schema": {"type": "string", "enum": ["", "v1", "v2", "v3", "v4"]},
}
_REFUSALS: Final[dict[str, Any]] = {
    status: {"$ref": f"#/components/responses/{name}"}
    for status, name in {
        "401": "NoKey",
        "403": "OtherTouchpoint",
        "404": "NotThere",
        "429": "TooOften",
    }.items()
}
_BAD: Final[dict[str, Any]] = {
    "description": "What was asked can't be read.",
    "content": {_JSON: {"schema": {}}},
}

SEARCH_PATHS: Final[dict[str, dict[str, Any]]] = {
    "/search/api": {
        "get": {
            "operationId": "get-search",
            "summary": "Search for customers whom the key may read already, or by all four items of identity",
            "tags": ["Search"],
            "parameters": [
                {**_query("search", "Terms in Lucene's syntax: GivenName:Joh* FamilyName:Smith")},
                _query("$filter", "An OData filter: DateofBirth eq 2005-07-26"),
                _query("$orderby", "Fields, each with asc or desc, parted by commas"),
                _query("$select", "Fields, parted by commas"),
                _query("$top", "At most so many", {"type": "integer", "minimum": 0, "maximum": 1000}),
                _query("$skip", "Leave out so many", {"type": "integer", "minimum": 0}),
                _VERSION,
            ],
            "responses": {
                "200": {
                    "description": "The first 1,000 of those found, by name, and counted no further. Perhaps nobody.",
                    "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Found"}}},
                },
                "204": {"description": "The search is too short."},
                "400": _BAD,
                **_REFUSALS,
            },
        }
    },
    "/customers/api/CustomerSearch": {
        "get": {
            "operationId": "get-customers-CustomerSearch",
            "summary": "Search for customers as the first versions did",
            "tags": ["Search"],
            "parameters": [
                {"$ref": "#/components/parameters/TouchpointId"},
                _query("GivenName", "Three letters or more; the beginning is enough"),
                _query("FamilyName", "Three letters or more; the beginning is enough"),
                _query("DateofBirth", "The day"),
                _query("UniqueLearnerNumber", "The whole number"),
                _VERSION,
            ],
            "responses": {
                "200": {
                    "description": "Those found.",
                    "content": {
                        _JSON: {"schema": {"type": "array", "items": {"type": "object"}, "minItems": 1}}
                    },
                },
                "204": {"description": "Nobody, or too little to search by."},
                "400": _BAD,
                **_REFUSALS,
            },
        }
    },
}

FOUND: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "@odata.context": {"type": "string"},
        "@odata.count": {"type": "integer"},
        "@odata.nextLink": {"type": "string"},
        "value": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["value"],
}
