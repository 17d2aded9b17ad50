"""Where usage objects keep each count, in snake case: providers' answers, SDKs, and instrumentations of today and earlier.
The first name that is there counts. The same table as `src/core/usage/names.ts`; a test holds the two together."""

from __future__ import annotations

from typing import Dict, Sequence, Tuple

_DETAILS_IN: Sequence[str] = (
    "prompt_tokens_details",
    "input_tokens_details",
    "input_token_details",
    "prompt_token_details",
)

_DETAILS_OUT: Sequence[str] = (
    "completion_tokens_details",
    "output_tokens_details",
    "output_token_details",
)


def _each(paths: Sequence[str], name: str) -> Tuple[str, ...]:
    return tuple(path + "." + name for path in paths)


TOTAL: Sequence[str] = (
    "total_tokens",
    "total_token_count",
    "total",
)

# Cohere's billed units come before its counts: they are what is paid for.
INPUT: Sequence[str] = (
    "billed_units.input_tokens",
    "prompt_tokens",
    "input_tokens",
    "prompt_token_count",
    "input_token_count",
    "prompt_eval_count",
    "total_input_tokens",
    "tokens.input_tokens",
    "input_tokens.total",
    "input_text_token_count",
    "tokens_evaluated",
    "x_amzn_bedrock_input_token_count",
)

OUTPUT: Sequence[str] = (
    "billed_units.output_tokens",
    "completion_tokens",
    "output_tokens",
    "candidates_token_count",
    "response_token_count",
    "output_token_count",
    "eval_count",
    "total_output_tokens",
    "tokens.output_tokens",
    "output_tokens.total",
    "generation_token_count",
    "generated_token_count",
    "tokens_predicted",
    "x_amzn_bedrock_output_token_count",
)

# Counts only where a number stands there: in free metadata these words also hold prompts.
BARE_INPUT: Sequence[str] = (
    "input",
    "prompt",
)

BARE_OUTPUT: Sequence[str] = (
    "output",
    "completion",
)

# Input that is neither read from nor written to a cache, where the total is not told.
FRESH: Sequence[str] = (
    *_each(_DETAILS_IN, "no_cache_tokens"),
    "input_tokens.no_cache",
    "prompt_cache_miss_tokens",
)

# Names of APIs that count the cache beside the input: Anthropic, Bedrock, Claude's agent SDK.
READ_BESIDE: Sequence[str] = (
    "cache_read_input_tokens",
    "cache_read_input_token_count",
)

WRITE_BESIDE: Sequence[str] = (
    "cache_creation_input_tokens",
    "cache_write_input_tokens",
    "cache_write_input_token_count",
)

READ: Sequence[str] = (
    *_each(_DETAILS_IN, "cached_tokens"),
    *_each(_DETAILS_IN, "cache_read"),
    *_each(_DETAILS_IN, "cache_read_tokens"),
    *READ_BESIDE,
    "cache_read.input_tokens",
    "cache_read_tokens",
    "cached_content_token_count",
    "total_cached_tokens",
    "prompt_cache_hit_tokens",
    "num_cached_tokens",
    "cached_prompt_text_tokens",
    "cached_input_tokens",
    "input_cached_tokens",
    "input_cache_read",
    "cached_tokens",
    "prompt_details.cache_read",
    "input_tokens.cache_read",
    "details.cache_read_tokens",
)

WRITE: Sequence[str] = (
    *_each(_DETAILS_IN, "cache_write_tokens"),
    *_each(_DETAILS_IN, "cache_creation_tokens"),
    *_each(_DETAILS_IN, "cache_creation"),
    *WRITE_BESIDE,
    "cache_write.input_tokens",
    "cache_creation.input_tokens",
    "cache_write_tokens",
    "input_cache_creation",
    "prompt_details.cache_write",
    "input_tokens.cache_write",
    "details.cache_write_tokens",
)

# Anthropic's own name first: it tells that the cache is counted beside the input.
WRITE_5M: Sequence[str] = (
    "cache_creation.ephemeral_5m_input_tokens",
    *_each(_DETAILS_IN, "ephemeral_5m_input_tokens"),
    "input_cache_creation_5m",
    "cache_details.5m",
)

# Anthropic's own name first.
WRITE_1H: Sequence[str] = (
    "cache_creation.ephemeral_1h_input_tokens",
    *_each(_DETAILS_IN, "ephemeral_1h_input_tokens"),
    "cache_write_1h.input_tokens",
    "input_cache_creation_1h",
    "cache_details.1h",
)

# Gemini counts what it thought beside what it answered.
THOUGHTS: Sequence[str] = (
    "thoughts_token_count",
    "total_thought_tokens",
)

REASONING: Sequence[str] = (
    *_each(_DETAILS_OUT, "reasoning_tokens"),
    *_each(_DETAILS_OUT, "thinking_tokens"),
    *_each(_DETAILS_OUT, "reasoning"),
    *THOUGHTS,
    "reasoning.output_tokens",
    "reasoning_tokens",
    "completion_details.reasoning",
    "output_tokens.reasoning",
    "output_reasoning_tokens",
    "reasoning_output_tokens",
    "details.reasoning_tokens",
)

# Gemini counts what tools put into the prompt beside the prompt.
TOOL_INPUT: Sequence[str] = (
    "tool_use_prompt_token_count",
    "total_tool_use_tokens",
)

WEB_SEARCHES: Sequence[str] = (
    "server_tool_use.web_search_requests",
    "num_search_queries",
    "web_search_requests",
    "spanmeter.web_searches",
)


def modal(kind: str) -> Dict[str, Sequence[str]]:
    """Parts by modality: `audio` or `image`."""
    return {
        "input": (
            *_each(_DETAILS_IN, kind + "_tokens"),
            *_each(_DETAILS_IN, kind),
            "prompt_details." + kind,
            "input_tokens_by_modality." + kind,
            "input_" + kind + "_tokens",
            kind + ".input_tokens",
        ),
        "cached": (
            "input_token_details.cached_tokens_details." + kind + "_tokens",
            "cache_tokens_details." + kind,
            "cached_tokens_by_modality." + kind,
            "cache_" + kind + "_read_tokens",
            kind + ".cache_read.input_tokens",
        ),
        "output": (
            *_each(_DETAILS_OUT, kind + "_tokens"),
            *_each(_DETAILS_OUT, kind),
            "candidates_tokens_details." + kind,
            "response_tokens_details." + kind,
            "completion_details." + kind,
            "output_tokens_by_modality." + kind,
            "output_" + kind + "_tokens",
            kind + ".output_tokens",
        ),
    }
