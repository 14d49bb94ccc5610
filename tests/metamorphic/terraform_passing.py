"""Terraform modules that are near each fault and not at fault, and modules of which nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests.metamorphic.case import Case
from tests.metamorphic.terraform_disks import older, os_disk, storage
from tests.metamorphic.terraform_faults import ASSOCIATION, BLOCKED, FAULTS, HOST, LARGE, LOCKED, RESTORE_POINTS, Fault
from tests.metamorphic.terraform_locks import GROUP, lock
from tests.metamorphic.terraform_modules import called, one
from tests.metamorphic.terraform_rules import DENY, ROWS, TIED, dynamic, group, inline, main, of_row, separate
from tests.metamorphic.terraform_values import filled, keyed, local, variable, ways

ON = 'variable "on" {\n  type = bool\n}\n'


def remarked(case: Case, mark: str = "") -> Case:
    """Put another mark in the place of every mark."""
    kept = {name: re.sub("«(?!unread)\\w+»", mark, text) if isinstance(text, str) else text for name, text in case.files.items()}
    return replace(case, files=kept)


def innocent(fault: Fault) -> Iterator[tuple[str, Case]]:
    """Write the innocent value in every way in which the value at fault is written, that one in the place of innocent ones."""
    swapped = fault._replace(value=fault.innocent, likewise=fault.innocent, innocent=fault.value)
    yield from ((name, remarked(case)) for name, case in ways(swapped).items())


def absent(fault: Fault, meta: str, blocks: str = "") -> Case:
    """Write the resource with a meta-argument that keeps it from being made."""
    return remarked(one(blocks + fault.resource(meta=meta) + fault.bereft))


def doubtful(fault: Fault, value: str, blocks: str = "", **files: object) -> Case:
    return remarked(one(blocks + fault.whole(value), **files), "«unknown»")


def perhaps(fault: Fault, meta: str, ref: str, blocks: str = ON) -> Case:
    """Write the resource with a meta-argument of which nobody knows whether it keeps it from being made."""
    return remarked(one(blocks + fault.whole(meta=meta, ref=ref)), "«unknown»")


PASSES: Mapping[str, Callable[[Fault], Case]] = {
    "a count of none": lambda f: absent(f, "count = 0"),
    "a count by a condition that does not hold": lambda f: absent(f, "count = var.on ? 1 : 0", 'variable "on" {\n  default = false\n}\n'),
    "a count over nothing": lambda f: absent(f, "count = length(local.x)", local("[]")),
    "a loop over nothing": lambda f: absent(f, "for_each = {}"),
    "a loop over a for that leaves all out": lambda f: absent(f, "for_each = { for k, r in local.x : k => r if !r.e }", local(keyed(f))),
    "a module that is left out": lambda f: remarked(called(f, f"  v = {f.value}\n", meta="count = 0")),
    "modules in a loop over nothing": lambda f: remarked(called(f, f"  v = {f.value}\n", meta="for_each = toset([])")),
    "a module given an innocent value": lambda f: remarked(
        called(f, f"  v = {f.innocent}\n", module=variable(f, f.value) + f.whole("var.v"))
    ),
    "a var-file that nobody asks for": lambda f: remarked(
        one(variable(f, f.innocent) + f.whole("var.v"), **{"prod.tfvars": f"v = {f.value}\n"})
    ),
    "a default overridden": lambda f: remarked(
        one(variable(f, f.value) + f.whole("var.v"), **{"override.tf": f'variable "v" {{\n  default = {f.innocent}\n}}\n'})
    ),
    "a resource commented out": lambda f: remarked(one(f"/*\n{f.resource()}*/\n" + f.bereft)),
    "a resource in a heredoc": lambda f: remarked(one(f"locals {{\n  x = <<EOT\n{f.resource()}\nEOT\n}}\n" + f.bereft)),
    "a copy that init made": lambda f: remarked(one(f.whole(f.innocent), **{".terraform/modules/m/main.tf": f.whole()})),
    "a file that is no Terraform": lambda f: remarked(one(f.whole(f.innocent), **{"old.tf.bak": f.whole(), "old.tf.example": f.whole()})),
    "unused locals and variables": lambda f: remarked(one(f.whole(f.innocent) + variable(f, f.value) + local(keyed(f)))),
}
UNKNOWN: Mapping[str, Callable[[Fault], Case]] = {
    "a variable without default": lambda f: doubtful(f, "var.v", variable(f)),
    "a variable without default or type": lambda f: doubtful(f, "var.v", 'variable "v" {}\n'),
    "a sensitive variable without default": lambda f: doubtful(f, "var.v", 'variable "v" {\n  sensitive = true\n}\n'),
    "a member of a variable without default": lambda f: doubtful(f, "var.v.x", 'variable "v" {\n  type = any\n}\n'),
    "a choice between one that fails and one that does not": lambda f: doubtful(f, filled(f, "var.on ? V# : W#"), ON),
    "a data source": lambda f: doubtful(f, "data.external.x.result.v", 'data "external" "x" {\n  program = ["true"]\n}\n'),
    "another's attribute that Azure decides": lambda f: doubtful(
        f,
        'split("/", azurerm_user_assigned_identity.x.principal_id)[0]',
        'resource "azurerm_user_assigned_identity" "x" {\n  name = "x"\n}\n',
    ),
    "the output of a module that is not here": lambda f: doubtful(
        f, "module.x.v", 'module "x" {\n  source = "Azure/x/azurerm"«unread»\n}\n'
    ),
    "a file that is not here": lambda f: doubtful(f, 'jsondecode(file("none.json"))'),
    "a time": lambda f: (
        doubtful(f, 'formatdate("YYYY", timestamp())') if f.type == "string" else doubtful(f, 'tonumber(formatdate("YYYY", timestamp()))')
    ),
    "the workspace": lambda f: doubtful(f, filled(f, 'terraform.workspace == "prod" ? V# : W#')),
    "a value that a module is not given": lambda f: remarked(called(f, "  v = var.v\n", variable(f)), "«unknown»"),
    "a module whose count nobody knows": lambda f: remarked(called(f, f"  v = {f.value}\n", ON, "count = var.on ? 1 : 0"), "«unknown»"),
}
MAYBE: Mapping[str, Callable[[Fault], Case]] = {
    "a count nobody knows": lambda f: perhaps(f, "count = var.on ? 1 : 0", "[0]"),
    "a loop over what nobody knows": lambda f: perhaps(
        f, "for_each = var.all", "values({})[0].id", 'variable "all" {\n  type = map(string)\n}\n'
    ),
}
"""Ways of not knowing whether there is a resource, for those that nothing is bound to."""


def ruled(*rules: str) -> Case:
    return main(TIED, group("".join(rules)))


def deny(*changes: tuple[str, str], mark: str = "") -> str:
    text = DENY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return inline(text, mark)


STORAGE = inline(
    DENY.replace("DenyOut", "AllowStorage")
    .replace("= 100", "= 90")
    .replace('"Deny"', '"Allow"')
    .replace('"Internet"', '"Storage.JapanEast"'),
    "",
)
SPECIAL: Mapping[str, Mapping[str, Case]] = {
    BLOCKED.policy: {
        "an allow above": ruled(STORAGE, deny()),
        "an allow above, written below": ruled(deny(), STORAGE),
        "an allow above in a resource of its own": main(
            TIED,
            group(deny()),
            separate(
                DENY.replace("DenyOut", "Allow").replace("= 100", "= 90").replace('"Deny"', '"Allow"').replace('"Internet"', '"Storage"'),
                mark="",
            ),
        ),
        "another port": ruled(deny(('port_range     = "*"', 'port_range     = "80"'))),
        "another protocol": ruled(deny(('= "*"\nsource_port', '= "Udp"\nsource_port'))),
        "the other direction": ruled(deny(("Outbound", "Inbound"))),
        "another destination": ruled(deny(("Internet", "10.0.0.0/8"))),
        "another region": ruled(deny(("Internet", "Storage.WestEurope"))),
        "another source": ruled(deny(('source_address_prefix      = "*"', 'source_address_prefix      = "192.168.0.0/24"'))),
        "no rules": ruled(),
        "a dynamic block over nothing": ruled(dynamic("[]", DENY, mark="")),
        "a dynamic block that leaves it out": main(
            TIED, ROWS, group(dynamic('[for r in local.rules : r if r.access != "Deny"]', of_row("security_rule.value"), mark=""))
        ),
        "a rule of its own for another group": main(
            TIED,
            group(),
            group().replace('"app" {', '"other" {').replace("nsg-app", "nsg-other"),
            separate(of="azurerm_network_security_group.other.name", mark="«medium»"),
        ),
        "rules nobody knows": main(
            HOST,
            ASSOCIATION.replace("@ref", ""),
            'variable "rules" {\n  type = any\n}\n',
            group(dynamic("var.rules", of_row("security_rule.value"), mark="")).replace('"app" {', '"app" {«unknown»'),
        ),
        "a group of nobody knows whether": main(
            'variable "on" {\n  type = bool\n}\n',
            HOST.replace('machine" "app" {', 'machine" "app" {«unknown»'),
            (ASSOCIATION.replace("@ref", "[0]") + group(deny(mark="«unknown»"))).replace('"app" {', '"app" {\n  count = var.on ? 1 : 0'),
        ),
        "an access nobody knows": main(TIED, 'variable "access" {}\n', group(deny(('"Deny"', "var.access"), mark="«unknown»"))),
    },
    LARGE.policy: {
        "an OS disk as large as is allowed": remarked(Case({"main.tf": os_disk("1023")})),
        "an OS disk without a size": Case({"main.tf": HOST}),
        "an older VM's data disk": remarked(Case({"main.tf": older(storage('"1023"'))})),
        "a size of null": remarked(Case({"main.tf": os_disk("null")})),
        "a disk that is read": Case(
            {"main.tf": 'data "azurerm_managed_disk" "app" {\n  name = "disk-app"\n  resource_group_name = "rg-app"\n}\n' + HOST}
        ),
        "a size of something else": Case(
            {"main.tf": 'resource "azurerm_kubernetes_cluster_node_pool" "app" {\n  os_disk_size_gb = 2048\n}\n' + HOST}
        ),
    },
    LOCKED.policy: {
        "another group": main(
            GROUP, GROUP.replace('"points"', '"app"').replace(RESTORE_POINTS, "rg-app"), lock("azurerm_resource_group.app.id", mark="")
        ),
        "a similar name": main(GROUP.replace(RESTORE_POINTS, "AzureBackupRG_old"), lock("azurerm_resource_group.points.id", mark="")),
        "a name that goes on": main(
            GROUP.replace(RESTORE_POINTS, f"my-{RESTORE_POINTS}-copy"), lock("azurerm_resource_group.points.id", mark="")
        ),
        "one resource of the group": main(
            GROUP,
            'resource "azurerm_storage_account" "st" {\n  name = "st"\n  resource_group_name = azurerm_resource_group.points.name\n}\n',
            lock("azurerm_storage_account.st.id", mark=""),
        ),
        "the whole subscription": main('data "azurerm_subscription" "me" {}\n', lock("data.azurerm_subscription.me.id", mark="")),
        "no lock": main(GROUP),
        "a group known in part": main(
            'variable "l" {}\n', GROUP.replace("japaneast_1", "${var.l}_1"), lock("azurerm_resource_group.points.id", mark="«unknown»")
        ),
        "a level nobody knows": main(
            'variable "level" {}\n', GROUP, lock("azurerm_resource_group.points.id", level="var.level", mark="«unknown»")
        ),
        "a scope nobody knows": main('variable "scope" {\n  type = string\n}\n', lock("var.scope", mark="«unknown»")),
    },
}
OTHER_STACKS = [(LARGE._replace(stack=stack), remarked(one(LARGE.whole()))) for stack in ("v2", "current")]


def passing() -> Iterator[tuple[str, Fault, Case]]:
    """Give every module that is not at fault, or of which nobody can tell, by a name."""
    for fault in FAULTS:
        made = {**PASSES, **UNKNOWN, **({} if fault is BLOCKED else MAYBE)}
        named = {**{name: make(fault) for name, make in made.items()}, **SPECIAL[fault.policy]}
        yield from ((f"innocent {name}", fault, case) for name, case in innocent(fault))
        yield from ((name, fault, case) for name, case in named.items())
    yield from ((f"stack {fault.stack}", fault, case) for fault, case in OTHER_STACKS)
