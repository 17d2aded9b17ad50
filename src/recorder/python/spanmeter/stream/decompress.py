"""An answer's bytes without the compression they were sent in. What can't be undone here is not looked at."""

from __future__ import annotations

import sys
import zlib
from typing import Any, Callable, Optional

Decoder = Callable[[bytes], bytes]


def decoder_of(encoding: Optional[str]) -> Optional[Decoder]:
    """A decoder for a `Content-Encoding`. None where it is one nobody here knows: then nothing of the answer can be read."""
    decoders = []
    for name in (encoding or "").lower().split(","):
        name = name.strip()
        if name in ("", "identity"):
            continue
        made = _make(name)
        if made is None:
            return None
        decoders.insert(0, made)

    def decode(data: bytes) -> bytes:
        for one in decoders:
            data = one(data)
        return data

    return decode


def _make(name: str) -> Optional[Decoder]:
    if name in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress
    if name == "deflate":
        return _Deflate().decompress
    # Whoever asked for these has the module that undoes them.
    if name == "br":
        module: Any = sys.modules.get("brotli") or sys.modules.get("brotlicffi")
        return _brotli(module.Decompressor()) if module else None
    if name == "zstd":
        module = sys.modules.get("compression.zstd") or sys.modules.get("zstandard") or sys.modules.get("backports.zstd")
        if module is None:
            return None
        zstd = module.ZstdDecompressor()
        return zstd.decompressobj().decompress if hasattr(zstd, "decompressobj") else zstd.decompress
    return None


def _brotli(decompressor: Any) -> Decoder:
    return getattr(decompressor, "decompress", None) or decompressor.process


class _Deflate:
    """Some servers leave out the header that the name promises."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj()
        self._first = True

    def decompress(self, data: bytes) -> bytes:
        was_first, self._first = self._first, False
        try:
            return self._inner.decompress(data)
        except zlib.error:
            if not was_first:
                raise
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inner.decompress(data)
