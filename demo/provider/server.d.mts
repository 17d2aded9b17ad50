/** The pretend provider: OpenAI chat completions and responses, Anthropic messages, on 127.0.0.1. */
export declare function createProvider(options?: ProviderOptions): Promise<Provider>;

export type Api = 'chat' | 'responses' | 'messages';

export interface ProviderOptions {
  /** Decides every answer: a function, or a list used in order (its last entry repeats). */
  reply?: Script;
  /** Milliseconds until the first byte, fixed or a range. Default 0. */
  latencyMs?: number | readonly [number, number];
  /** Milliseconds between two streamed chunks. Default 0. */
  chunkMs?: number;
  /** Multiplies every delay, those of a reply too. Default 1; 0 means at once. */
  speed?: number;
  /** If set, any other key is answered with 401. A missing key always is. */
  apiKey?: string;
  /** The clock of the prompt cache. */
  now?: () => number;
}

export type Script = readonly Reply[] | ((call: Call) => Reply | undefined | Promise<Reply | undefined>);

/** What a script sees: the request in one form for all three APIs, and the body as it came. */
export interface Call {
  api: Api;
  model: string;
  messages: Message[];
  /** Assistant messages already in the conversation; 0 on its first call, and unchanged by retries. */
  turn: number;
  /** Number of this request since the provider started, from 0. */
  index: number;
  /** Names of the tools on offer. */
  tools: string[];
  stream: boolean;
  body: Record<string, unknown>;
  headers: Record<string, string | string[] | undefined>;
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string;
  toolCalls?: { id: string; name: string; args: unknown }[];
  toolCallId?: string;
}

export interface Reply {
  text?: string;
  /** Hidden reasoning: a thinking block, a reasoning item, or only its tokens (chat). */
  thinking?: string;
  /** `args` as a string goes out as it is, valid JSON or not (not for Anthropic's plain answers). */
  toolCalls?: { name: string; args: unknown; id?: string }[];
  finish?: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  /** Replaces some of the numbers worked out from sizes and the prompt cache. */
  usage?: Partial<Counts>;
  /** Replaces the whole usage object on the wire. */
  rawUsage?: unknown;
  /** The model that answers; default: the dated name of the one that was asked. */
  model?: string;
  serviceTier?: string;
  delayMs?: number;
  chunkMs?: number;
  /** Characters per streamed chunk; default: a word each. */
  chunkSize?: number;
  /** Bytes per write: events arrive cut anywhere, inside characters too. */
  splitBytes?: number;
  gzip?: boolean;
  /** 400 and above: an error in the words of the API. */
  status?: number;
  errorMessage?: string;
  headers?: Record<string, string>;
  fault?: Fault;
  /** Answer exactly this, whatever was asked. */
  raw?: { status?: number; headers?: Record<string, string>; body: string | Uint8Array };
}

export type Fault =
  /** The connection breaks half-way through the body. */
  | 'truncate'
  /** The stream ends properly but without its last events: no `[DONE]`, `message_stop`, `response.completed`. */
  | 'no-terminal'
  /** Half of the answer is not JSON. */
  | 'garbage'
  /** The usage event of a stream comes twice. */
  | 'usage-twice'
  | 'usage-never'
  /** `choices`, `output`, `content` or a delta is null. */
  | 'null-choices'
  /** An error event in the middle of a stream. */
  | 'error-event'
  /** TCP reset before the first byte. */
  | 'reset'
  /** No byte is ever sent. */
  | 'hang'
  /** Half of the body is sent, then nothing more. */
  | 'stall';

/** Tokens. `input` is all input, cached included; `output` is all output, reasoning included. */
export interface Counts {
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
  reasoning: number;
}

export interface ProviderRequest {
  index: number;
  api: Api | undefined;
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  bytes: number;
  /** Undefined when it is not JSON. */
  body: Record<string, unknown> | undefined;
  /** Set once the script was asked. */
  call?: Call;
  reply?: Reply;
  status?: number;
  /** Tokens of the answer, also where a fault kept them off the wire. */
  counts?: Counts;
  /** The usage object as it went out. */
  usage?: unknown;
  /** The client went away before the whole answer was sent. */
  aborted: boolean;
  /** The whole answer was handed to the socket. */
  finished: boolean;
}

export interface Provider {
  /** Without a path: `baseURL` for Anthropic; add `/v1` for OpenAI. */
  url: string;
  port: number;
  requests: ProviderRequest[];
  setReply(reply: Script): void;
  /** Forgets requests, prompt cache and stored responses. */
  reset(): void;
  close(): Promise<void>;
}
