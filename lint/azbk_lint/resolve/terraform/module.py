"""One instance of a module: its variables, locals, resources, calls and outputs, each evaluated when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from pathlib import PurePath
from posixpath import relpath

from azbk_lint.model.hcl import Literal, Node
from azbk_lint.model.value import Text, Unknown, Value
from azbk_lint.resolve.terraform.bodies import ResourceValues
from azbk_lint.resolve.terraform.constraints import constraint
from azbk_lint.resolve.terraform.convert import convert
from azbk_lint.resolve.terraform.declared import Declared, ModuleFiles, ResourceKey
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.expansion import CERTAIN, Copy, Expansion, expand
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.given import Given
from azbk_lint.resolve.terraform.outputs import Outputs
from azbk_lint.resolve.terraform.providers import Caller, calling, subscription
from azbk_lint.resolve.terraform.run import Run
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import Type

_META = frozenset(("source", "version", "count", "for_each", "depends_on", "providers"))


class Module:
    """A module with values for its variables; the root has the address ""."""

    __slots__ = ("_calls", "_constant", "_memo", "_resources", "address", "caller", "doubt", "files", "given", "parents", "run", "scope")

    def __init__(  # noqa: PLR0913 - they are what a module instance is
        self,
        files: ModuleFiles,
        run: Run,
        address: str,
        given: Mapping[str, Given],
        *,
        parents: tuple[PurePath, ...] = (),
        doubt: Copy = CERTAIN,
        caller: Caller | None = None,
    ) -> None:
        self.files, self.run, self.address, self.given, self.parents, self.doubt = files, run, address, given, parents, doubt
        self.caller = caller
        self.scope = Scope(self, {})
        self._constant = Scope(self, {}, closed=True)
        self._memo: dict[Hashable, Value] = {}
        self._resources: dict[ResourceKey, Expansion[ResourceValues]] = {}
        self._calls: dict[str, Expansion[Outputs]] = {}

    @property
    def folder(self) -> PurePath:
        """Give the module's folder."""
        return self.files.folder

    def label(self, name: str) -> str:
        """Write a name of this module as the whole configuration knows it."""
        return f"{self.address}.{name}" if self.address else name

    def reference(self, steps: tuple[str, ...]) -> tuple[Value, int]:
        """Give what the first steps of a traversal name, and how many that took. Raises EvalError."""
        root = steps[0]
        find = _ROOTS.get(root)
        if find is not None:
            if len(steps) < 2:
                raise EvalError(f"`{root}` needs a name behind it")
            return find(self, steps[1]), 2
        if root in ("each", "count", "self"):
            raise EvalError(f"there is no `{root}` here")
        mode, at = (root, 1) if root in ("data", "ephemeral") else ("managed", 0)
        if len(steps) < at + 2:
            raise EvalError(f"there is no `{root}` here")
        return self.resource(mode, steps[at], steps[at + 1]), at + 2

    def variable(self, name: str) -> Value:
        """Give a variable's value."""
        label = self.label(f"var.{name}")
        return self.run.once(self._memo, ("var", name), label, lambda: self._variable(name, label))

    def _variable(self, name: str, label: str) -> Value:
        declared = self.files.variables.get(name)
        if declared is None:
            raise EvalError(f"variable '{name}' is not declared")
        wanted = self._type(declared)
        given, default = self.given.get(name), declared.attributes.get("default")
        value = given.value(wanted) if given is not None else None
        if default is not None and (given is None or (value is None and not self._flag(declared, "nullable", default=True))):
            value = evaluate(default.attribute.value, self._constant)
        elif given is None:
            return self._missing(name, label, declared)
        try:
            return convert(value, wanted)
        except EvalError as error:
            raise EvalError(f"its value does not fit its type: {error}") from None

    def _missing(self, name: str, label: str, declared: Declared) -> Unknown:
        kind = "secret" if self._flag(declared, "sensitive", default=False) else "input"
        if self.address:
            return Unknown(label, f"the module call gives no value for variable '{name}'", "error")
        because = f"variable '{name}' has no default and no value is given"
        return Unknown(label, because, "secret" if kind == "secret" else "input", f"--var {name}=VALUE")

    def _flag(self, declared: Declared, name: str, *, default: bool) -> bool:
        written = declared.attributes.get(name)
        value = written.attribute.value if written is not None else None
        return value.value if isinstance(value, Literal) and isinstance(value.value, bool) else default

    def _type(self, declared: Declared) -> Type:
        written = declared.attributes.get("type")
        return "any" if written is None else constraint(written.attribute.value, self._constantly)

    def _constantly(self, node: Node) -> Value:
        return evaluate(node, self._constant)

    def local(self, name: str) -> Value:
        """Give a local value."""
        written = self.files.locals.get(name)
        if written is None:
            raise EvalError(f"local value '{name}' is not declared")
        node = written.attribute.value
        return self.run.once(self._memo, ("local", name), self.label(f"local.{name}"), lambda: evaluate(node, self.scope))

    def output(self, name: str) -> Value:
        """Give an output's value. Raises EvalError where there is none of that name."""
        declared = self.files.outputs.get(name)
        written = declared.attributes.get("value") if declared is not None else None
        if written is None:
            raise EvalError(f"there is no output '{name}'")
        node = written.attribute.value
        return self.run.once(self._memo, ("output", name), self.label(f"output.{name}"), lambda: evaluate(node, self.scope))

    def resource(self, mode: str, kind: str, name: str) -> Value:
        """Give what an expression that names a resource or data source sees. Raises EvalError where it is not declared."""
        label = self.label(f"{'' if mode == 'managed' else mode + '.'}{kind}.{name}")
        if mode == "ephemeral":
            return Unknown(label, f"`{label}` exists only while Terraform runs", "external")
        if (mode, kind, name) not in self.files.resources:
            raise EvalError(f"`{kind}.{name}` is not declared")
        return self.run.once(self._memo, (mode, kind, name), label, lambda: self.instances((mode, kind, name)).value)

    def instances(self, key: ResourceKey) -> Expansion[ResourceValues]:
        """Expand a resource."""
        if key not in self._resources:
            declared = self.files.resources[key]
            self._resources[key] = expand(declared, self.scope, lambda copy: self._instance(declared, key, copy))
        return self._resources[key]

    def _instance(self, declared: Declared, key: ResourceKey, copy: Copy) -> ResourceValues:
        scope = Scope(self, copy.names) if copy.names else self.scope
        return ResourceValues(declared, scope, key, copy.within(self.doubt), self)

    def call(self, name: str) -> Value:
        """Give what an expression that names a module call sees."""
        if name not in self.files.calls:
            raise EvalError(f"module '{name}' is not declared")
        return self.run.once(self._memo, ("module", name), self.label(f"module.{name}"), lambda: self.calls(name).value)

    def calls(self, name: str) -> Expansion[Outputs]:
        """Expand a module call."""
        if name not in self._calls:
            from azbk_lint.resolve.terraform.sources import called

            declared = self.files.calls[name]
            files = called(self, name, declared)
            self._calls[name] = expand(declared, self.scope, lambda copy: self._outputs(name, declared, files, copy))
        return self._calls[name]

    def _outputs(self, name: str, declared: Declared, files: ModuleFiles | Unknown, copy: Copy) -> Outputs:
        address = self.label(f"module.{name}{copy.suffix}")
        if isinstance(files, Unknown):
            return Outputs(address, copy, None, files)
        scope = Scope(self, copy.names) if copy.names else self.scope
        given = {
            argument: Given(_thunk(written.attribute.value, scope), f"given to module `{name}` here", written, call=(declared, scope))
            for argument, written in declared.attributes.items()
            if argument not in _META
        }
        caller, parents = calling(self, declared), (*self.parents, self.folder)
        module = Module(files, self.run, address, given, parents=parents, doubt=copy.within(self.doubt), caller=caller)
        return Outputs(address, copy, module, None)

    def subscription(self, provider: str) -> Text:
        """Give the subscription that a configuration of a provider deploys to, by the name it has here."""
        label = self.label(f"provider.{provider}")
        return self.run.once(self._memo, ("provider", provider), label, lambda: subscription(self, provider))  # type: ignore[return-value] # a text or an Unknown

    def path(self, name: str) -> Value:
        """Give `path.module` and `path.root` relative to the root module."""
        match name:
            case "module":
                return relpath(self.folder.as_posix(), self.run.root.as_posix())
            case "root":
                return "."
            case "cwd":
                return Unknown("path.cwd", "`path.cwd` depends on the machine", "context", "write `path.root` or `path.module` instead")
            case _:
                raise EvalError(f"there is no `path.{name}`")

    def terraform(self, name: str) -> Value:
        """Give the workspace, which only the run knows."""
        if name != "workspace":
            raise EvalError(f"there is no `terraform.{name}`")
        return self.run.workspace


def _thunk(node: Node, scope: Scope) -> Callable[[Type], Value]:
    return lambda _wanted: evaluate(node, scope)


_ROOTS: dict[str, Callable[[Module, str], Value]] = {
    "var": Module.variable,
    "local": Module.local,
    "module": Module.call,
    "path": Module.path,
    "terraform": Module.terraform,
}
