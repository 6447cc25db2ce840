"""OpenAPI of the wire: what the repository keeps and what is served is what the description says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client

from fingerpost.dss.documenting import schemas
from fingerpost.dss.documenting.openapi import as_text, document, operation_id
from fingerpost.dss.documenting.words import gateway_path
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Switch
from tests.dss import kit
from tests.dss.syncing.trees import plant

KEPT = Path(__file__).resolve().parents[2] / "docs" / "openapi" / "shared-record.json"


def test_what_is_kept_is_what_the_code_says() -> None:
    made = as_text(document(RESOURCES))
    assert KEPT.read_text(encoding="utf-8") == made, (
        "write it anew: fingerpost dss openapi > docs/openapi/shared-record.json"
    )


def test_every_operation_and_status_of_the_description_is_there() -> None:
    paths = document(RESOURCES)["paths"]
    names = set()
    for resource in RESOURCES.values():
        for operation in resource.operations:
            told = paths[gateway_path(resource, operation)][operation.method.lower()]
            wanted = {
                str(operation.success),
                "401",
                "403",
                "404",
                "429",
                *(str(s.status) for s in operation.steps),
            }
            assert wanted <= set(told["responses"]), operation_id(resource, operation)
            names.add(told["operationId"])
            asked = [each["name"] for each in told["parameters"] if each.get("in") == "path"]
            assert asked == [part[1:-1] for part in operation.route.split("/") if part.startswith("{")]
    assert len(names) == sum(len(each.operations) for each in RESOURCES.values())
    for each in paths.values():
        for told in each.values():
            for answer in told["responses"].values():
                for link in answer.get("links", {}).values():
                    assert link["operationId"] in names


def test_switches_change_what_is_said() -> None:
    said = document(RESOURCES, {Switch.SINGLE_OBJECT, Switch.SHOW_CREATED_BY, Switch.PASCAL_ERRORS})
    plain = document(RESOURCES)
    assert "CreatedBy" in said["components"]["schemas"]["Sessions"]["properties"]
    assert "CreatedBy" not in plain["components"]["schemas"]["Sessions"]["properties"]
    assert said["components"]["schemas"]["Failures"]["items"]["required"] == ["MemberNames", "ErrorMessage"]
    listed = gateway_path(RESOURCES["addresses"], RESOURCES["addresses"].operations[0])
    schema = said["paths"][listed]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert "oneOf" in schema


@pytest.mark.django_db
def test_answers_are_as_the_document_says_in_every_version(wire: kit.Wire) -> None:
    tree = plant(lambda path, body: wire.post(path, body).json())
    for segment, path in tree.items():
        resource = RESOURCES[segment]
        schema = document(RESOURCES)["components"]["schemas"]
        validator = jsonschema_rs.validator_for(
            {**schemas.shown(resource, ()), "components": {"schemas": schema}}
        )
        for version in ("", "v2", "v4"):
            said = wire.get(path, version=version)
            assert said.status == 200, (segment, version, said.text)
            validator.validate(said.json())
            assert list(said.json()) == [
                each for each in schemas.shown(resource, ())["properties"] if each in said.json()
            ]


@pytest.mark.django_db
def test_the_document_and_its_pages_are_for_everybody(client: Client) -> None:
    served = client.get("/shared-record/openapi.json")
    assert served.status_code == 200
    assert json.loads(served.content) == document(RESOURCES)
    overview = client.get("/shared-record/").content.decode()
    for segment, resource in RESOURCES.items():
        assert f'href="/shared-record/{segment}/"' in overview
        page = client.get(f"/shared-record/{segment}/").content.decode()
        for field in resource.fields:
            assert (f">{field.name}<" in page) is schemas.is_shown(field, ()), field.name
    assert client.get("/shared-record/nothing/").status_code == 404


def test_document_when_a_tool_changes_its_own_then_the_next_is_whole() -> None:
    changed = document(RESOURCES)
    for part in changed["components"]["schemas"].values():
        part.clear()
    for each in changed["paths"].values():
        for operation in each.values():
            operation["responses"].clear()
    assert KEPT.read_text(encoding="utf-8") == as_text(document(RESOURCES))
