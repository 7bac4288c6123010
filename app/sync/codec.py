"""How the values of the wire become bytes: msgpack, one tag before each answer, compressed by zstandard when large.

The station and the server use the same two functions; what cannot be read is told as `Unreadable` and never guessed.
"""

from typing import Any, Final, TypeVar

import msgspec
import zstandard

from app.models.wire import Behind, OldCopy, Page, PullRequest, Push, PushAnswer, Reset, SnapshotHead

COMPRESS_BYTES_MIN: Final = 1_024
"""Below this the saving is less than a packet."""
BODY_BYTES_MAX: Final = 32 * 1024 * 1024
"""Of one message when unpacked: the largest page is 20,000 rows of some 500 bytes."""
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
TAGS: Final[dict[str, type[Any]]] = {
    "push": Push, "push_answer": PushAnswer, "pull_request": PullRequest, "page": Page, "reset": Reset,
    "behind": Behind, "old_copy": OldCopy, "snapshot_head": SnapshotHead,
}  # fmt: skip
_NAMES: Final = {kind: tag for tag, kind in TAGS.items()}

V = TypeVar("V")


class Unreadable(Exception):
    """Bytes that are no message of this protocol."""


def packed(value: object) -> bytes:
    """Turn a value of the wire into bytes."""
    content = msgspec.msgpack.encode((_NAMES[type(value)], value))
    return zstandard.compress(content, 3) if len(content) >= COMPRESS_BYTES_MIN else content


def unpacked(content: bytes, *kinds: type[V]) -> V:
    """Turn bytes into one of the kinds that are wanted here. Raises: Unreadable."""
    try:
        if content.startswith(_ZSTD):
            told = zstandard.get_frame_parameters(content).content_size  # which is believed over the bound below
            if told not in (zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR) and told > BODY_BYTES_MAX:
                raise Unreadable(f"{told} bytes are too many")
            content = zstandard.ZstdDecompressor().decompress(content, max_output_size=BODY_BYTES_MAX)
        tag, body = msgspec.msgpack.decode(content, type=tuple[str, msgspec.Raw])
        kind = TAGS[tag]
        if kind not in kinds:
            raise Unreadable(f"{tag} was not asked for")
        value: V = msgspec.msgpack.decode(body, type=kind)
    except (msgspec.MsgspecError, zstandard.ZstdError, KeyError) as error:
        raise Unreadable(str(error)) from error
    return value
