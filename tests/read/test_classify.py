import pytest

from azbk_lint.model.value import Json
from azbk_lint.read.classify import kind, may_matter, resembles

SCHEMAS = "https://schema.management.azure.com/schemas"


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ({"$schema": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#", "resources": []}, "template"),
        ({"$schema": "http://schema.management.azure.com/schemas/2018-05-01/SubscriptionDeploymentTemplate.json"}, "template"),
        ({"$SCHEMA": f"{SCHEMAS}/2019-08-01/tenantDEPLOYMENTtemplate.json#"}, "template"),
        ({"contentVersion": "1.0.0.0", "resources": []}, "template"),
        ({"contentVersion": "1.0.0.0", "Resources": {"vm": {}}}, "template"),
        ({"$schema": f"{SCHEMAS}/2019-04-01/deploymentParameters.json#", "parameters": {}}, "parameters"),
        ({"contentVersion": "1.0.0.0", "parameters": {"a": {"value": 1}}}, "parameters"),
        ({"contentVersion": "1.0.0.0", "parameters": {"a": {"reference": {}}}}, "parameters"),
        ({"format_version": "1.2", "planned_values": {}}, "plan"),
        ({"format_version": "1.2", "resource_changes": []}, "plan"),
        ({"format_version": "1.0", "values": {}}, None),
        ({"$schema": f"{SCHEMAS}/0.1.2-preview/CreateUIDefinition.MultiVm.json#", "version": "0.1.2-preview", "parameters": {}}, None),
        ({"properties": {"policyRule": {"then": {"template": {"$schema": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#"}}}}}, None),
        ({"contentVersion": "1.0.0.0", "parameters": {"a": {"type": "string"}}}, None),
        ({"resources": [], "contentVersion": 1}, None),
        ({"name": "package", "version": "1.0.0"}, None),
        ([{"$schema": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#"}], None),
        ("text", None),
        (None, None),
    ],
)
def test_a_file_is_what_its_content_says(tree: Json, found: str | None) -> None:
    assert kind(tree) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_only_what_bears_a_mark_is_worth_parsing(encoding: str) -> None:
    assert may_matter('{"$schema": "x/DEPLOYMENTTEMPLATE.json"}'.encode(encoding))
    assert may_matter('{"contentVersion": "1"}'.encode(encoding))
    assert may_matter('{"planned_values": {}}'.encode(encoding))
    assert not may_matter('{"name": "deployment", "resources": []}'.encode(encoding))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"$schema": "x/deploymentTemplate.json#", "resources": [', True),
        ('<<<<<<< HEAD\n{\n"contentVersion": "1.0.0.0"', True),
        ('// a comment\n{"contentVersion": "1.0.0.0", "parameters": ##HERE##}', True),
        ('{"format_version": "1.2", "planned_values": {', True),
        ('{"policyRule": {"template": {"$schema": "x/deploymentTemplate.json#"', False),
        ('{"text": "deploymentTemplate"', False),
        ("", False),
    ],
)
def test_broken_json_is_ours_where_its_outermost_object_bears_the_sign(text: str, meant: bool) -> None:  # noqa: FBT001 - the expectation
    assert resembles(text.encode()) == meant
    assert resembles(text.encode("utf-16")) == meant
