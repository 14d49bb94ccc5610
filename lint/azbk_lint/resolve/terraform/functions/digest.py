"""Functions that make digests and identifiers of strings."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.registry import NUMBER, STRING, Table, adder
from azbk_lint.resolve.terraform.unknowns import derived

TABLE: Table = {}
add = adder(TABLE)


def hexadecimal(algorithm: str, content: bytes) -> str:
    """Give a digest in hexadecimal."""
    import hashlib

    return hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


def base64(algorithm: str, content: bytes) -> str:
    """Give a digest in base64."""
    from base64 import b64encode

    return b64encode(bytes.fromhex(hexadecimal(algorithm, content))).decode()


WRITERS: dict[str, tuple[Callable[[str, bytes], str], str]] = {
    "md5": (hexadecimal, "md5"),
    "sha1": (hexadecimal, "sha1"),
    "sha256": (hexadecimal, "sha256"),
    "sha512": (hexadecimal, "sha512"),
    "base64sha256": (base64, "sha256"),
    "base64sha512": (base64, "sha512"),
}


def _enter(name: str, write: Callable[[str, bytes], str], algorithm: str) -> None:
    @add(name, STRING, total=True)
    def _(value: str) -> str:
        return write(algorithm, value.encode())


for _name, (_write, _algorithm) in WRITERS.items():
    _enter(_name, _write, _algorithm)


@add("uuidv5", STRING, STRING)
def uuid_v5(namespace: str, name: str) -> str:
    """Make the identifier of a name in a namespace."""
    import uuid

    known = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}
    if namespace not in known and len(namespace) != 36:
        raise EvalError("a namespace is required")
    return str(uuid.uuid5(known[namespace] if namespace in known else uuid.UUID(namespace), name))


@add("uuid", scoped=True)
def uuid_(scope: object) -> Value:
    """Leave unknown: another each time."""
    return _random(scope, "uuid")


@add("bcrypt", STRING, many=NUMBER, scoped=True)
def bcrypt(scope: object, _value: str, *_cost: int) -> Value:
    """Leave unknown: another each time."""
    return _random(scope, "bcrypt")


def _random(scope: object, name: str) -> Value:
    from azbk_lint.resolve.terraform.scope import Scope

    if not isinstance(scope, Scope):
        raise EvalError("no scope")
    key = scope.module.run.fresh(name).key
    return Unknown(key, f"`{name}` gives another value at each run", "runtime")


@add("rsadecrypt", STRING, STRING)
def rsa_decrypt(cipher: str, private_key: str) -> Value:
    """Leave unknown: what is decrypted is a secret."""
    return Unknown(derived("rsadecrypt", cipher, private_key).key, "what `rsadecrypt` gives is a secret", "secret")
