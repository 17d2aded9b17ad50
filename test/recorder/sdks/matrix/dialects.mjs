/**
 * The APIs of the matrix, as small as an SDK accepts them: each answers the same text, or the same tool call, with the same
 * usage. OpenAI's and Anthropic's are those of the demo's provider.
 */
import { messages } from '../../../../demo/provider/anthropic-messages.mjs';
import { chat } from '../../../../demo/provider/openai-chat.mjs';
import { responses } from '../../../../demo/provider/openai-responses.mjs';
import { eventFrame } from './event-stream.mjs';
import { CALL } from './tool.mjs';

/** What every answer reports, where its API can. */
export const USAGE = { input: 120, cacheRead: 20, output: 30 };

const TEXT = ['Hello', ' from', ' the', ' model'];
const ARGS = CALL.args;
const TOOL = { ...CALL, json: JSON.stringify(ARGS) };
// As it comes in a stream.
const HALVES = [TOOL.json.slice(0, 5), TOOL.json.slice(5)];
const counts = { ...USAGE, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };

const sse = ({ name, event = name, data }) =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const line = ({ data }) => `${JSON.stringify(data)}\n`;

/** One of the demo's protocols, with a fixed answer. */
function demo(protocol, paths) {
  const answer = (body, tools) => ({
    id: protocol.newId(),
    created: 1_790_000_000,
    model: body.model ?? 'a-model',
    text: tools ? '' : TEXT.join(''),
    thinking: '',
    toolCalls: tools ? [TOOL] : [],
    finish: tools ? 'tool_calls' : 'stop',
    usage: protocol.usage(counts, 'default'),
    tier: 'default',
    // Mistral and Groq tell their usage unasked.
    body: { ...body, stream_options: { include_usage: true } },
  });
  return {
    paths,
    type: 'text/event-stream',
    encode: sse,
    streams: body => body.stream === true,
    plain: (body, tools) => protocol.json(answer(body, tools)),
    events: (body, tools) => {
      const events = protocol.events(answer(body, tools));
      return /^mistral/.test(body.model) ? asMistral(events) : events;
    },
    error: status => protocol.error(status, undefined, 'req_1'),
  };
}

/** Its SDK takes no null for a usage that is yet to come, and tool calls come whole. */
function asMistral(events) {
  return events.flatMap(event => {
    const [call] = event.data.choices?.[0]?.delta.tool_calls ?? [];
    if (call && !call.id) return [];
    if (call) call.function.arguments = TOOL.json;
    if (event.data.usage === null) delete event.data.usage;
    return [event];
  });
}

const GEMINI_USAGE = {
  promptTokenCount: USAGE.input,
  candidatesTokenCount: USAGE.output,
  cachedContentTokenCount: USAGE.cacheRead,
  totalTokenCount: USAGE.input + USAGE.output,
};

function geminiChunk(parts, last, usage = last) {
  const content = { role: 'model', parts };
  return {
    candidates: [{ content, index: 0, ...(last && { finishReason: 'STOP' }) }],
    ...(usage && { usageMetadata: GEMINI_USAGE }),
    modelVersion: 'gemini-2.5-flash',
    responseId: 'resp_1',
  };
}

const GEMINI_CALL = { functionCall: { id: TOOL.id, name: TOOL.name, args: ARGS } };
const googleError = status => ({ error: { code: status, message: 'No.', status: 'FAILED' } });

const gemini = {
  paths: /:(?:g|streamG)enerateContent$/,
  type: 'text/event-stream',
  encode: sse,
  streams: (_, path) => path.includes(':stream'),
  plain: (_, tools) => geminiChunk(tools ? [GEMINI_CALL] : [{ text: TEXT.join('') }], true),
  events: (_, tools) =>
    tools
      ? [{ data: geminiChunk([GEMINI_CALL], true) }]
      : TEXT.map((text, at) => ({ data: geminiChunk([{ text }], at === TEXT.length - 1, true) })),
  error: googleError,
};

function interaction(steps) {
  return {
    id: 'int_1',
    object: 'interaction',
    model: 'gemini-2.5-flash',
    status: 'completed',
    created: '2026-11-01T00:00:00Z',
    updated: '2026-11-01T00:00:00Z',
    steps,
    usage: {
      total_input_tokens: USAGE.input,
      total_cached_tokens: USAGE.cacheRead,
      total_output_tokens: USAGE.output,
      total_tokens: USAGE.input + USAGE.output,
    },
  };
}

const interactions = {
  paths: /\/interactions$/,
  type: 'text/event-stream',
  encode: sse,
  streams: body => body.stream === true,
  plain: (_, tools) =>
    interaction(
      tools
        ? [{ type: 'function_call', id: TOOL.id, name: TOOL.name, arguments: ARGS }]
        : [{ type: 'model_output', content: [{ type: 'text', text: TEXT.join('') }] }],
    ),
  events(_, tools) {
    const { steps, usage, ...begun } = interaction([]);
    const event = (event_type, more) => ({ name: event_type, data: { event_type, ...more } });
    return [
      event('interaction.created', { interaction: { ...begun, status: 'in_progress' } }),
      ...(tools
        ? [
            event('step.start', { index: 0, step: { type: 'function_call', id: TOOL.id, name: TOOL.name } }),
            ...HALVES.map(half =>
              event('step.delta', { index: 0, delta: { type: 'arguments_delta', arguments: half } }),
            ),
          ]
        : [
            event('step.start', { index: 0, step: { type: 'model_output' } }),
            ...TEXT.map(text => event('step.delta', { index: 0, delta: { type: 'text', text } })),
          ]),
      event('step.stop', { index: 0 }),
      event('interaction.completed', { interaction: { ...begun, usage } }),
    ];
  },
  error: googleError,
};

const ollamaLine = (message, done) => ({
  model: 'llama3.2',
  created_at: '2026-11-01T00:00:00Z',
  message: { role: 'assistant', content: '', ...message },
  done,
  ...(done && {
    done_reason: 'stop',
    total_duration: 5_000_000,
    prompt_eval_count: USAGE.input,
    eval_count: USAGE.output,
  }),
});

const OLLAMA_CALL = { tool_calls: [{ function: { name: TOOL.name, arguments: ARGS } }] };

const ollama = {
  paths: /\/api\/chat$/,
  type: 'application/x-ndjson',
  encode: line,
  streams: body => body.stream !== false,
  plain: (_, tools) => ollamaLine(tools ? OLLAMA_CALL : { content: TEXT.join('') }, true),
  events: (_, tools) =>
    [
      ...(tools ? [OLLAMA_CALL] : TEXT.map(content => ({ content }))).map(message => ollamaLine(message, false)),
      ollamaLine({}, true),
    ].map(data => ({ data })),
  error: () => ({ error: 'no' }),
};

const COHERE_USAGE = {
  billed_units: { input_tokens: USAGE.input, output_tokens: USAGE.output },
  tokens: { input_tokens: USAGE.input + 3, output_tokens: USAGE.output },
};
const COHERE_CALL = { id: TOOL.id, type: 'function', function: { name: TOOL.name, arguments: TOOL.json } };

const cohereText = [
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
  ...TEXT.map(text => ({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } })),
  { type: 'content-end', index: 0 },
];
const cohereCall = [
  {
    type: 'tool-call-start',
    index: 0,
    delta: { message: { tool_calls: { ...COHERE_CALL, function: { name: TOOL.name, arguments: '' } } } },
  },
  ...HALVES.map(half => ({
    type: 'tool-call-delta',
    index: 0,
    delta: { message: { tool_calls: { function: { arguments: half } } } },
  })),
  { type: 'tool-call-end', index: 0 },
];

const cohere = {
  paths: /\/v2\/chat$/,
  type: 'text/event-stream',
  encode: sse,
  streams: body => body.stream === true,
  plain: (_, tools) => ({
    id: 'c_1',
    finish_reason: tools ? 'TOOL_CALL' : 'COMPLETE',
    message: {
      role: 'assistant',
      ...(tools ? { tool_calls: [COHERE_CALL] } : { content: [{ type: 'text', text: TEXT.join('') }] }),
    },
    usage: COHERE_USAGE,
  }),
  events: (_, tools) =>
    [
      { type: 'message-start', id: 'c_1', delta: { message: { role: 'assistant' } } },
      ...(tools ? cohereCall : cohereText),
      { type: 'message-end', delta: { finish_reason: tools ? 'TOOL_CALL' : 'COMPLETE', usage: COHERE_USAGE } },
    ].map(data => ({ name: data.type, data })),
  error: () => ({ id: 'c_1', message: 'No.' }),
};

const converseEvent = (what, more) => ({ name: `contentBlock${what}`, data: { contentBlockIndex: 0, ...more } });

const converse = {
  paths: /\/model\/[^/]+\/converse(?:-stream)?$/,
  type: 'application/vnd.amazon.eventstream',
  encode: ({ name, data }) => eventFrame(name, data),
  streams: (_, path) => path.endsWith('-stream'),
  plain: (_, tools) => ({
    output: {
      message: {
        role: 'assistant',
        content: [tools ? { toolUse: { toolUseId: TOOL.id, name: TOOL.name, input: ARGS } } : { text: TEXT.join('') }],
      },
    },
    stopReason: tools ? 'tool_use' : 'end_turn',
    usage: BEDROCK_USAGE,
    metrics: { latencyMs: 5 },
  }),
  events: (_, tools) => [
    { name: 'messageStart', data: { role: 'assistant' } },
    ...(tools ? [converseEvent('Start', { start: { toolUse: { toolUseId: TOOL.id, name: TOOL.name } } })] : []),
    ...(tools ? HALVES.map(input => ({ toolUse: { input } })) : TEXT.map(text => ({ text }))).map(delta =>
      converseEvent('Delta', { delta }),
    ),
    converseEvent('Stop', {}),
    { name: 'messageStop', data: { stopReason: tools ? 'tool_use' : 'end_turn' } },
    { name: 'metadata', data: { usage: BEDROCK_USAGE, metrics: { latencyMs: 5 } } },
  ],
  error: () => ({ message: 'No.' }),
};

// The cache stands beside the input here.
const BEDROCK_USAGE = {
  inputTokens: USAGE.input - USAGE.cacheRead,
  cacheReadInputTokens: USAGE.cacheRead,
  cacheWriteInputTokens: 0,
  outputTokens: USAGE.output,
  totalTokens: USAGE.input + USAGE.output,
};

const METRICS = { inputTokenCount: USAGE.input, outputTokenCount: USAGE.output, invocationLatency: 5 };
// The vendor's event within Bedrock's.
const encodeChunk = data =>
  eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(data)).toString('base64'), p: 'abcdef' });

const claude = demo(messages, /\/model\/anthropic[^/]+\/invoke(?:-with-response-stream)?$/);
const invokeClaude = {
  ...claude,
  type: 'application/vnd.amazon.eventstream',
  encode: encodeChunk,
  streams: (_, path) => path.endsWith('-stream'),
  events: (body, tools) =>
    claude
      .events(body, tools)
      .filter(({ data }) => data.type !== 'ping')
      .map(({ data }) =>
        data.type === 'message_stop' ? { ...data, 'amazon-bedrock-invocationMetrics': METRICS } : data,
      ),
  error: () => ({ message: 'No.' }),
};

const mistralText = (text, stop_reason) => ({ outputs: [{ text, stop_reason }] });
const invokeMistral = {
  paths: /\/model\/mistral[^/]+\/invoke(?:-with-response-stream)?$/,
  type: 'application/vnd.amazon.eventstream',
  encode: encodeChunk,
  streams: (_, path) => path.endsWith('-stream'),
  headers: {
    'x-amzn-bedrock-input-token-count': String(USAGE.input),
    'x-amzn-bedrock-output-token-count': String(USAGE.output),
  },
  plain: () => mistralText(TEXT.join(''), 'stop'),
  events: () => [
    ...TEXT.map(text => mistralText(text, null)),
    { ...mistralText('', 'stop'), 'amazon-bedrock-invocationMetrics': METRICS },
  ],
  error: () => ({ message: 'No.' }),
};

const plainOnly = { streams: () => false, error: status => ({ error: { message: 'No.', code: status } }) };

const embeddings = {
  ...plainOnly,
  paths: /\/embeddings$/,
  plain: ({ model, input }) => ({
    id: 'e_1',
    object: 'list',
    model,
    data: [input].flat().map((_, index) => ({ object: 'embedding', index, embedding: [0.5] })),
    usage: { prompt_tokens: USAGE.input, total_tokens: USAGE.input },
  }),
};

const geminiEmbeddings = {
  ...plainOnly,
  paths: /:batchEmbedContents$/,
  plain: ({ requests }) => ({
    embeddings: requests.map(() => ({ values: [0.5] })),
    usageMetadata: { promptTokenCount: USAGE.input, totalTokenCount: USAGE.input },
  }),
  error: googleError,
};

const ollamaEmbeddings = {
  ...plainOnly,
  paths: /\/api\/embed$/,
  plain: ({ model, input }) => ({
    model,
    embeddings: input.map(() => [0.5]),
    total_duration: 5_000_000,
    load_duration: 1000,
    prompt_eval_count: USAGE.input,
  }),
  error: () => ({ error: 'no' }),
};

const cohereEmbeddings = {
  ...plainOnly,
  paths: /\/v2\/embed$/,
  plain: ({ texts }) => ({
    id: 'c_1',
    response_type: 'embeddings_by_type',
    embeddings: { float: texts.map(() => [0.5]) },
    texts,
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: USAGE.input } },
  }),
  error: () => ({ id: 'c_1', message: 'No.' }),
};

const completions = {
  ...plainOnly,
  paths: /(?<!chat)\/completions$/,
  plain: ({ model }) => ({
    id: 'cmpl-1',
    object: 'text_completion',
    model,
    choices: [{ index: 0, text: TEXT.join(''), finish_reason: 'stop' }],
    usage: { prompt_tokens: USAGE.input, completion_tokens: USAGE.output, total_tokens: USAGE.input + USAGE.output },
  }),
};

const gatewayEnd = tools => ({
  finishReason: { unified: tools ? 'tool-calls' : 'stop', raw: 'stop' },
  usage: {
    inputTokens: { total: USAGE.input, noCache: USAGE.input - USAGE.cacheRead, cacheRead: USAGE.cacheRead },
    outputTokens: { total: USAGE.output, text: USAGE.output, reasoning: 0 },
  },
});
const gatewayCall = { type: 'tool-call', toolCallId: TOOL.id, toolName: TOOL.name, input: TOOL.json };

const gatewayTool = [
  { type: 'tool-input-start', id: TOOL.id, toolName: TOOL.name },
  ...HALVES.map(delta => ({ type: 'tool-input-delta', id: TOOL.id, delta })),
  { type: 'tool-input-end', id: TOOL.id },
  gatewayCall,
];
const gatewayText = [
  { type: 'text-start', id: '0' },
  ...TEXT.map(delta => ({ type: 'text-delta', id: '0', delta })),
  { type: 'text-end', id: '0' },
];

const gateway = {
  paths: /\/ai\/language-model$/,
  type: 'text/event-stream',
  encode: sse,
  streams: (_, __, headers) => headers['ai-language-model-streaming'] === 'true',
  plain: (_, tools) => ({
    content: [tools ? gatewayCall : { type: 'text', text: TEXT.join('') }],
    ...gatewayEnd(tools),
    response: { id: 'gen_1', modelId: 'gpt-4o', timestamp: '2026-11-01T00:00:00Z' },
    warnings: [],
  }),
  events: (_, tools) =>
    [
      { type: 'stream-start', warnings: [] },
      { type: 'response-metadata', id: 'gen_1', modelId: 'gpt-4o', timestamp: '2026-11-01T00:00:00Z' },
      ...(tools ? gatewayTool : gatewayText),
      { type: 'finish', ...gatewayEnd(tools) },
    ].map(data => ({ data })),
  error: status => ({
    error: { message: 'No.', type: status === 429 ? 'rate_limit_exceeded' : 'invalid_request_error' },
  }),
};

export const DIALECTS = [
  gateway,
  demo(chat, /\/chat\/completions$/),
  completions,
  embeddings,
  geminiEmbeddings,
  ollamaEmbeddings,
  cohereEmbeddings,
  demo(responses, /\/responses$/),
  demo(messages, /\/messages$/),
  gemini,
  interactions,
  ollama,
  cohere,
  converse,
  invokeClaude,
  invokeMistral,
];
