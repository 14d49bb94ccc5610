"""Random expressions of Terraform's language, each of a type that is chosen first, so that most of them evaluate."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

WORDS = (
    "",
    "a",
    "ab",
    "Storage",
    "10.0.0.0/16",
    "x-y_z",
    " pad ",
    "ÄÖß",
    "8443",
    "true",
    "a,b,c",
    '{"k":[1,2.50]}',
    "aGk=",
    "<&>",
    "e\u0301",
    "$1",
    "1e3",
)
NUMBERS = ("0", "1", "2", "-3", "1.5", "100", "1e3", "4096", "0.1", "12345678901234567890", "-0.25")
UNKNOWN = "terraform_data.seed.id"


class Grammar:
    """A source of expressions; `unknowns` is the share of leaves that only apply would tell."""

    def __init__(self, seed: int, unknowns: float = 0.0) -> None:
        self.random = random.Random(seed)  # noqa: S311 - test data, not secrets
        self.unknowns = unknowns

    def expression(self, depth: int = 3) -> str:
        """Give an expression of any type."""
        return self.one(self.string, self.number, self.boolean, self.list, self.map, self.object, self.set)(depth)

    def one(self, *choices: Callable[[int], str]) -> Callable[[int], str]:
        return self.random.choice(choices)

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def whole(self, least: int, most: int) -> str:
        return str(self.random.randint(least, most))

    def word(self) -> str:
        return json.dumps(self.random.choice(WORDS), ensure_ascii=False)

    def made(self, depth: int, templates: tuple[str, ...]) -> str:
        """Fill a template: S, N, B, L, M, O, E are expressions, w a literal word, n a small number, d a digit."""
        made: list[str] = []
        template = self.random.choice(templates)
        for position, character in enumerate(template):
            make = self.holes().get(character) if template[position - 1 : position] == "@" else None
            if make is not None:
                made[-1] = make(depth - 1)
            else:
                made.append(character)
        return "".join(made)

    def holes(self) -> dict[str, Callable[[int], str]]:
        return {
            "S": self.string,
            "N": self.number,
            "B": self.boolean,
            "L": self.list,
            "M": self.map,
            "O": self.object,
            "T": self.set,
            "E": self.expression,
            "w": lambda _: self.word(),
            "n": lambda _: self.whole(-4, 5),
            "d": lambda _: self.whole(0, 3),
        }

    def string(self, depth: int) -> str:
        if self.random.random() < self.unknowns:
            return UNKNOWN
        if depth <= 0 or self.random.random() < 0.3:
            return self.pick(self.word(), self.word(), "var.word", "var.list[0]", "local.tier")
        return self.made(depth, STRINGS)

    def number(self, depth: int) -> str:
        if self.random.random() < self.unknowns / 2:
            return f"tonumber({UNKNOWN})"
        if depth <= 0 or self.random.random() < 0.35:
            return self.pick(*NUMBERS, "var.port", 'var.map["one"]')
        return self.made(depth, NUMERIC)

    def boolean(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.2:
            return self.pick("true", "false")
        return self.made(depth, BOOLEAN)

    def list(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.3:
            items = ", ".join(self.string(depth - 1) for _ in range(self.random.randint(0, 3)))
            return self.pick(f"[{items}]", f"[{items}]", f"tolist([{items}])", "var.list")
        return self.made(depth, LISTS)

    def set(self, depth: int) -> str:
        if depth <= 0:
            return "var.set"
        return self.made(depth, SETS)

    def map(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.4:
            keys = self.random.sample(("a", "ab", "zz", "k1"), self.random.randint(0, 3))
            pairs = ", ".join(f"{key} = {self.string(depth - 1)}" for key in keys)
            return self.pick(f"{{{pairs}}}", f"tomap({{{pairs}}})", "var.map")
        return self.made(depth, MAPS)

    def object(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.3:
            return self.pick("var.object", "{ n = null, b = true }", "local.nested")
        return self.made(depth, OBJECTS)


STRINGS = (
    "upper(@S)",
    "lower(@S)",
    "trimspace(@S)",
    "replace(@S, @w, @w)",
    'replace(@S, "/[a-z]+/", @w)',
    "substr(@S, @n, @n)",
    "join(@w, @L)",
    "join(@w, @L, @L)",
    'format("%s-%03d|%5s|%v", @S, @N, @w, @N)',
    'format("%v %q %#v", @E, @S, @E)',
    'format("%t %-6s| %.2f %5.1f %x %X %o %b %e %g", @B, @w, @N, @N, 255, 254, 8, 5, @N, @N)',
    '"p${@S}s${@N}"',
    '"${@B ? @S : @S}%{ if @B }yes%{ else }no%{ endif }"',
    '"%{ for x in @L }${x};%{ endfor }"',
    "(@B ? @S : @S)",
    "(@B ? @N : @S)",
    "lookup(@M, @w, @w)",
    "element(@L, @d)",
    'coalesce(@S, @w, "z")',
    "try(@L[@d], @w)",
    "try(@O.a.b, @O.n, @w)",
    "jsonencode(@E)",
    "tostring(@N)",
    "tostring(@B)",
    "title(@S)",
    "trimprefix(@S, @w)",
    "trimsuffix(@S, @w)",
    "base64encode(@S)",
    "base64decode(base64encode(@S))",
    'trim(@S, "a ")',
    "strrev(@S)",
    "chomp(@S)",
    "indent(@d, @S)",
    "one([@S])",
    'cidrsubnet("10.0.0.0/16", @d, @d)',
    'cidrhost("10.1.2.0/24", @n)',
    'cidrnetmask("10.0.0.0/2@d")',
    "max(@N, @N)",
    "md5(@S)",
    "sha256(@S)",
    "urlencode(@S)",
    'regex("^[^a-z]*", @S)',
    "keys(@M)[@d]",
    "@M.a",
    '@M["ab"]',
    "basename(@S)",
    "dirname(@S)",
    "yamlencode(@E)",
    'split("-", @S)[0]',
    'uuidv5("dns", @S)',
    'formatdate("YYYY-MM-DD", "2018-12-03T00:00:0@dZ")',
)
NUMERIC = (
    "(@N + @N)",
    "(@N - @N)",
    "(@N * @N)",
    "(@N / 2)",
    "(@N / @N)",
    "(@N % 3)",
    "length(@S)",
    "length(@L)",
    "length(@M)",
    "length(@T)",
    "min(@N, @N)",
    "max(@N, @N, @N)",
    "abs(@N)",
    "ceil(@N)",
    "floor(@N)",
    "(@B ? @N : @N)",
    'tonumber("@d@d")',
    "-(@N)",
    "signum(@N)",
    'parseint("@d@d", 8)',
    "pow(@d, @d)",
    "sum([@N, @N])",
    "index(@L, @w)",
    "sum(values(var.map))",
)
BOOLEAN = (
    "(@S == @S)",
    "(@E == @E)",
    "(@E != @E)",
    "(@N < @N)",
    "(@N >= @N)",
    "(@N == @N)",
    "(@B && @B)",
    "(@B || @B)",
    "!@B",
    "contains(@L, @S)",
    "contains(@T, @w)",
    "can(@L[@d])",
    "can(@O.a)",
    "startswith(@S, @w)",
    "endswith(@S, @w)",
    "strcontains(@S, @w)",
    "alltrue([@B, @B])",
    "anytrue([@B, @B])",
    "(@L == @L)",
    "(@S != null)",
    'can(regex("[0-9]", @S))',
    'tobool("true")',
    "(@M == {})",
)
LISTS = (
    'split(",", @S)',
    "concat(@L, @L)",
    "distinct(@L)",
    "compact(@L)",
    "reverse(@L)",
    "sort(@L)",
    "keys(@M)",
    "values(@M)",
    "tolist(@T)",
    "[for x in @L : upper(x)]",
    '[for i, x in @L : "${i}${x}" if x != "a"]',
    '[for k, v in @M : "${k}=${v}"]',
    "[for x in @T : x]",
    "flatten([@L, [@L, @w]])",
    "@L[*]",
    "[@O, @O][*].n",
    'slice(["a", "b", "c"], @d, @d)',
    'formatlist("%s!", @L)',
    'formatlist("%s-%d", @L, @N)',
    "range(@d)",
    "range(@n, @n)",
    "range(0, @n, 0.5)",
    'regexall("[a-z]+", @S)',
    "(@B ? @L : [])",
    "(@B ? @L : [@N])",
    "chunklist(@L, 2)",
    "coalescelist(@L, [@S])",
    'matchkeys(@L, @L, ["a"])',
    "setproduct(@L, [@S])",
    'cidrsubnets("10.0.0.0/16", 4, @d, 8)',
    'csvdecode("a,b\\n1,@d\\n")',
    "try(tolist(@E), @L)",
    "tolist([@S, @N, @B])",
)
SETS = (
    "toset(@L)",
    "toset([@N, @N])",
    "setunion(@L, @L)",
    "setsubtract(@L, @L)",
    "setintersection(@L, @L)",
    "var.set",
    "toset([for x in @L : lower(x)])",
)
MAPS = (
    "merge(@M, @M)",
    "merge(@O, @M)",
    "{for x in @L : x => length(x)...}",
    "{for k, v in @M : upper(k) => v}",
    "{for i, v in @L : i => v}",
    'zipmap(["a", "b"], ["1", @S])',
    "zipmap(keys(@M), values(@M))",
    "tomap(@M)",
    "(@B ? @M : {})",
    "(@B ? @M : @O)",
    "transpose({ a = @L, b = @L })",
    "jsondecode(jsonencode(@M))",
    "tomap({ a = @S, b = @N })",
)
OBJECTS = (
    "{ a = @E, n = @E }",
    '{ a = { b = @E }, "c d" = @N }',
    "merge(@O, { n = @S })",
    "jsondecode(jsonencode(@O))",
    "[@O][0]",
    "try(@E.a, @O)",
    'regex("(?P<first>[a-z]?)(?P<second>.?)", @S)',
    "{ (@S) = @E }",
)
