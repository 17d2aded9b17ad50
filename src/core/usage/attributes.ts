/** Usage as span attributes, and back. The names are OpenTelemetry's; `spanmeter.*` where it has none. */
import type { AttributeValue } from '../wire.ts';
import { normaliseUsage } from './normalise.ts';
import { totalInput, type Usage } from './usage.ts';

/** Every count of a usage by its attribute name. `inputTokens` is all input, `cacheWrite` all writes, as the log wants them. */
const NAMES = {
  cacheRead: 'gen_ai.usage.cache_read.input_tokens',
  output: 'gen_ai.usage.output_tokens',
  reasoning: 'gen_ai.usage.reasoning.output_tokens',
  cacheWrite1h: 'spanmeter.usage.cache_write_1h.input_tokens',
  inputAudio: 'spanmeter.usage.audio.input_tokens',
  cacheReadAudio: 'spanmeter.usage.audio.cache_read.input_tokens',
  outputAudio: 'spanmeter.usage.audio.output_tokens',
  inputImage: 'spanmeter.usage.image.input_tokens',
  cacheReadImage: 'spanmeter.usage.image.cache_read.input_tokens',
  outputImage: 'spanmeter.usage.image.output_tokens',
  webSearches: 'spanmeter.web_searches',
} as const satisfies Partial<Record<keyof Usage, string>>;

const INPUT = 'gen_ai.usage.input_tokens';
const CACHE_WRITE = 'gen_ai.usage.cache_write.input_tokens';

const NAMED = Object.entries(NAMES) as [keyof typeof NAMES, string][];

/** The attributes of a usage. What it does not know is not there. */
export function usageToAttributes(usage: Usage): Record<string, number> {
  const a: Record<string, number> = {};
  addUsageAttributes(a, usage);
  return a;
}

/** The same, added to other attributes. */
export function addUsageAttributes(a: Record<string, AttributeValue>, usage: Usage): void {
  const input = totalInput(usage);
  if (input !== undefined && usage.input !== undefined) a[INPUT] = input;
  const { cacheWrite5m, cacheWrite1h } = usage;
  if (cacheWrite5m !== undefined) a[CACHE_WRITE] = cacheWrite5m + (cacheWrite1h ?? 0);
  for (const [key, name] of NAMED) {
    const count = usage[key];
    if (count !== undefined) a[name] = count;
  }
}

/** The usage of a span by its attributes, of today or of earlier conventions. Undefined where there is none in them. */
export function usageFromAttributes(a: Readonly<Record<string, unknown>>): Usage | undefined {
  const { usage } = normaliseUsage(a);
  return Object.keys(usage).length > 0 ? usage : undefined;
}
