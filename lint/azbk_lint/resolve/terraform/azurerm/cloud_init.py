"""What the cloudinit provider renders from its parts."""

from __future__ import annotations

from collections.abc import Mapping

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, find, is_list, listed, top
from azbk_lint.resolve.terraform.instance import Instance

_BOUNDARY = "MIMEBOUNDARY"


def rendered(instance: Instance) -> Value:
    """Join the parts to one MIME text, encoded as the arguments say but never compressed; None where a part is not known.

    The provider compresses by default. Who reads the text undoes either, and compressing it here would be work for nothing.
    """
    parts = listed(find(top(instance), "part")[0])
    texts = [_part(part) for part in parts] if is_list(parts) else []
    if not all(isinstance(one, str) for one in texts):
        return None
    head = f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"\r\nMIME-Version: 1.0\r\n'
    whole = "".join([head, *(f"\r\n--{_BOUNDARY}\r\n{one}" for one in texts), f"\r\n--{_BOUNDARY}--\r\n"])
    if any(as_flag(find(top(instance), name)[0]) is not False for name in ("base64_encode", "gzip")):
        from base64 import b64encode

        return b64encode(whole.encode(errors="replace")).decode("ascii")
    return whole


def _part(part: Value) -> Value:
    content, kind = (part.get("content"), part.get("content_type")) if isinstance(part, Mapping) else (None, None)
    if not isinstance(content, str):
        return None
    return f"Content-Type: {kind if isinstance(kind, str) else 'text/plain'}\r\nMIME-Version: 1.0\r\n\r\n{content}"
