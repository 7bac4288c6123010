"""What a plain ASGI handler needs: the body with a bound, one header, one answer (ASGI specification, "HTTP").

Push and pull pass no framework: measured, routing and validation took longer than all the rest of a push's way through
the event loop.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

import msgspec

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler = Callable[[Scope, Receive, Send], Awaitable[None]]

PACKED: Final = b"application/x-msgpack"
JSON: Final = b"application/json"


class TooLarge(Exception):
    """The body is larger than it may be."""


class Gone(Exception):
    """Whoever asked has hung up."""


async def body_of(receive: Receive, bytes_max: int) -> bytes:
    """Read the whole body. Raises: TooLarge, Gone."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    content: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        if len(content) > bytes_max:
            raise TooLarge
        return content
    parts, length = [content], len(content)
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > bytes_max:
            raise TooLarge
    return b"".join(parts)


def header(scope: Scope, name: bytes) -> str:
    """Answer a header's value, or nothing."""
    return next((value.decode("latin-1") for each, value in scope["headers"] if each == name), "")


def bearer(scope: Scope) -> str:
    """Answer the token that came with a request (RFC 6750, section 2.1), or nothing."""
    kind, _, token = header(scope, b"authorization").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def answer(
    send: Send, status: int, content: bytes, kind: bytes = PACKED, more: Mapping[bytes, bytes] | None = None
) -> None:
    """Send a whole answer."""
    headers = [(b"content-type", kind), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *(more or {}).items()]})
    await send({"type": "http.response.body", "body": content})


async def refuse(send: Send, status: int, why: str, retry_after_s: int = 0) -> None:
    """Send a refusal of the transport, with the seconds to wait where waiting helps."""
    more = {b"retry-after": str(retry_after_s).encode()} if retry_after_s else {}
    await answer(send, status, msgspec.json.encode({"error": why}), JSON, more)
