"""The declarations of tools in a request."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ..hashes.hasher import Hasher
from ..javascript import cut, in_units, round_half_up, stringify, utf8
from ..values import as_array, as_object, as_string, fields_of, first, parse_json
from .tokens import tokens_per_character

# More names than this tell a reader nothing more.
_MAX_ITEMS = 256


def measure_tools(text: str, hasher: Hasher) -> Optional[Dict[str, Any]]:
    """Measures the list of tools from its JSON text. None where there are none."""
    value = parse_json(text)
    # Gemini lists declarations within tools, Bedrock tools within their configuration.
    tools: List[Any] = []
    for tool in as_array(first(fields_of(value).get("tools"), value)):
        tools.extend(as_array(fields_of(tool).get("functionDeclarations")) or [tool])
    if not tools:
        return None
    units = in_units(text)
    return {
        "n": len(tools),
        "bytes": len(utf8(text)),
        "tokens": round_half_up(tokens_per_character(units) * len(units)),
        "hash": hasher(text),
        "items": [
            {"name": cut(_name_of(tool), 128), "bytes": len(utf8(stringify(tool)))} for tool in tools[:_MAX_ITEMS]
        ],
    }


def _name_of(value: Any) -> str:
    tool = fields_of(value)
    inner = as_object(first(tool.get("function"), tool.get("custom"), tool.get("toolSpec")))
    named = as_string((tool if inner is None else inner).get("name"))
    return named or as_string(tool.get("server_label")) or as_string(tool.get("type")) or next(iter(tool), "")
