"""The APIs the recorder knows, and how a request is recognised: by its path and by the shape of its body."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import FrozenSet, Optional, Sequence, Tuple

from .anthropic_messages import anthropic_messages
from .bedrock_converse import bedrock_converse
from .bedrock_invoke import bedrock_invoke
from .cohere import cohere, cohere_v1
from .embeddings import embeddings
from .gemini import gemini
from .gemini_interactions import gemini_interactions
from .ollama import ollama
from .openai_chat import openai_chat, openai_completions
from .openai_responses import openai_responses
from .protocol import Protocol

PROTOCOLS: Sequence[Protocol] = (
    openai_chat,
    openai_completions,
    openai_responses,
    anthropic_messages,
    gemini,
    gemini_interactions,
    ollama,
    cohere,
    cohere_v1,
    bedrock_converse,
    bedrock_invoke,
    *embeddings,
)

# Keys whose lists are looked at element by element.
LIST_KEYS: FrozenSet[str] = frozenset(protocol.list_key for protocol in PROTOCOLS if protocol.list_key)


@lru_cache(maxsize=256)
def protocols_at(path: str) -> Sequence[Protocol]:
    """The APIs a URL may belong to, by its path."""
    return tuple(protocol for protocol in PROTOCOLS if protocol.matches(path))


_BY_HOST: Sequence[Tuple[str, str]] = (
    ("openai.azure.com", "azure.ai.openai"),
    ("cognitiveservices.azure.com", "azure.ai.openai"),
    ("services.ai.azure.com", "azure.ai.inference"),
    ("openrouter.ai", "openrouter"),
    ("deepseek.com", "deepseek"),
    ("groq.com", "groq"),
    ("mistral.ai", "mistral_ai"),
    ("x.ai", "x_ai"),
    ("perplexity.ai", "perplexity"),
    ("together.xyz", "together_ai"),
    ("together.ai", "together_ai"),
    ("fireworks.ai", "fireworks_ai"),
    ("cerebras.ai", "cerebras"),
    ("moonshot.ai", "moonshot_ai"),
    ("moonshot.cn", "moonshot_ai"),
    ("cohere.com", "cohere"),
    ("cohere.ai", "cohere"),
    ("huggingface.co", "huggingface"),
    ("amazonaws.com", "aws.bedrock"),
    ("aiplatform.googleapis.com", "gcp.vertex_ai"),
    ("googleapis.com", "gcp.gemini"),
)


def provider_of(protocol: Protocol, host: str) -> str:
    """`gen_ai.provider.name`: whose endpoint it is where that is known, else whose API it speaks. `host` may have a
    port."""
    return _owner_of(host) or protocol.provider


@lru_cache(maxsize=256)
def _owner_of(host: str) -> Optional[str]:
    # Ollama answers in OpenAI's words as well, and nobody else has its port.
    if host.endswith(":11434"):
        return "ollama"
    name = re.sub(r":\d+\Z", "", host).replace("-aiplatform.", ".aiplatform.", 1)
    for suffix, provider in _BY_HOST:
        if name == suffix or name.endswith("." + suffix):
            return provider
    return None
