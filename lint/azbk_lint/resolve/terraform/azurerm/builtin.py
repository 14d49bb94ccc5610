"""Azure's own roles and policies by the names that code may use where ARM takes an id."""

from __future__ import annotations

from azbk_lint.model.value import Text, Unknown, Value, text
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION

ROLES = {
    "contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "key vault administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "key vault certificate user": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    "key vault certificates officer": "a4417e6f-fecd-4de8-b567-7b0420556985",
    "key vault contributor": "f25e0fa2-a7c8-4377-a976-54943a77a395",
    "key vault crypto officer": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "key vault crypto service encryption user": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "key vault crypto user": "12338af0-0e69-4776-bea7-57ae8d297424",
    "key vault reader": "21090545-7ca7-4776-b22c-e363652d74d2",
    "key vault secrets officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "key vault secrets user": "4633458b-17de-408a-b874-0445c86b69e6",
    "owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}
"""Built-in roles by name, for code that names a role where ARM takes its id: those that bear on key vaults, and the general ones.

Source: the role tables of Azure/bicep-registry-modules, avm/res/key-vault/vault/main.bicep, read in August 2026.
"""


POLICIES = {
    "allowed resource types": "a08ec900-254a-4555-9bf5-e42af04b5c5c",
    "azure backup should be enabled for virtual machines": "013e242c-8828-4970-87b3-ab247555486d",
    "configure backup on virtual machines with a given tag to a new recovery services vault with a default policy": (
        "83644c87-93dd-49fe-bf9f-6aff8fd0834e"
    ),
    "configure backup on virtual machines with a given tag to an existing recovery services vault in the same location": (
        "345fa903-145c-4fe1-8bcd-93ec2adccde8"
    ),
    "configure backup on virtual machines without a given tag to a new recovery services vault with a default policy": (
        "98d0b9f8-fd90-49c9-88e2-d3baf3b0dd86"
    ),
    "configure backup on virtual machines without a given tag to an existing recovery services vault in the same location": (
        "09ce66bc-1220-4153-8104-e3f51c936913"
    ),
    "not allowed resource types": "6c112d4e-5bc7-47ae-a041-ea2d9dccd749",
    "only approved vm extensions should be installed": "c0e996f8-39cf-4af9-9f45-83fbde810432",
    "require a tag and its value on resource groups": "8ce3da23-7156-49e4-b145-24f95f9dcb46",
    "require a tag on resource groups": "96670d01-0a4d-4649-9c89-2d3abc0a5025",
    "require a tag on resources": "871b6d14-10aa-478d-b590-94f262ecfa99",
}
"""Built-in policies that bear on backup, by display name. Source: Azure/azure-policy at f4a50bac, April 2026."""


def role_id(name: Value) -> Value:
    """Give the id of a role known by its name; one that we do not know differs from all others by its name."""
    if not isinstance(name, str):
        return name
    found = ROLES.get(name.casefold()) or Unknown(f"role '{name}'", f"the id of the role '{name}' is not in our table", "limit")
    return role(found)


def role(name: Text) -> Text:
    """Give the id of a role as assignments in the subscription name it."""
    return text("/subscriptions/", SUBSCRIPTION, "/providers/Microsoft.Authorization/roleDefinitions/", name)


def policy_id(display_name: Value, name: Value) -> Value:
    """Give the id of a built-in policy by its display name where that is one of ours, or by its name, a GUID; None otherwise."""
    found = POLICIES.get(display_name.casefold()) if isinstance(display_name, str) else name
    known = isinstance(found, str) and len(found) == 36 and found.count("-") == 4
    return f"/providers/Microsoft.Authorization/policyDefinitions/{found}" if known else None
