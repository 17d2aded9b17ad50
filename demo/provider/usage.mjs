// @ts-check
/** Token counts from real sizes (a token is four bytes) and the two providers' prompt caches. */
import { createHash } from 'node:crypto';

/** @import { Counts, Reply } from './server.mjs' */

const MINUTE = 60_000;
const STEP_TOKENS = 128;
const OPENAI_MINIMUM = 1024;
const LOOKBACK_BLOCKS = 20;

/** Stands for a picture wherever one is in a prompt: 765 tokens. */
export const IMAGE = '#'.repeat(765 * 4);

/** @param {string} text */
const tokensOf = text => Math.ceil(Buffer.byteLength(text) / 4);

/**
 * OpenAI: automatic. The longest known prefix of the prompt, in steps of 128 tokens, from 1,024 tokens on.
 * @param {() => number} now
 */
export function createPrefixCache(now) {
  /** @type {Map<string, number>} chained hash of 128-token steps → good until */
  const known = new Map();
  return {
    clear: () => known.clear(),
    /**
     * @param {string} model
     * @param {string} prompt
     */
    read(model, prompt) {
      const bytes = Buffer.from(prompt);
      const step = STEP_TOKENS * 4;
      let key = model;
      let steps = 0;
      let hit = true;
      for (let at = 0; at + step <= bytes.length; at += step) {
        key = createHash('sha1')
          .update(key)
          .update(bytes.subarray(at, at + step))
          .digest('base64');
        hit &&= (known.get(key) ?? 0) > now();
        if (hit) steps++;
        known.set(key, now() + 10 * MINUTE);
      }
      const cached = steps * STEP_TOKENS;
      return {
        input: tokensOf(prompt),
        cacheRead: cached >= OPENAI_MINIMUM ? cached : 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
      };
    },
  };
}

/**
 * Anthropic: only up to blocks that carry `cache_control`; a known prefix is found up to 20 blocks before one.
 * @param {() => number} now
 */
export function createBlockCache(now) {
  /** @type {Map<string, { until: number, ttlMs: number }>} chained hash of blocks → entry */
  const known = new Map();
  return {
    clear: () => known.clear(),
    /**
     * @param {string} model
     * @param {{ text: string, ttl?: '5m' | '1h' | undefined }[]} blocks
     */
    read(model, blocks) {
      const minimum = minimumFor(model);
      const keys = [];
      const ends = [];
      let key = model;
      let bytes = 0;
      for (const { text } of blocks) {
        key = createHash('sha1').update(key).update('\n').update(text).digest('base64');
        keys.push(key);
        bytes += Buffer.byteLength(text);
        ends.push(Math.ceil(bytes / 4));
      }
      const marks = blocks.flatMap((block, index) => (block.ttl ? [{ index, ttl: block.ttl }] : []));
      const found = findKnown(marks, keys);
      let done = found < 0 ? 0 : Number(ends[found]);
      const counts = { input: Math.ceil(bytes / 4), cacheRead: done, cacheWrite5m: 0, cacheWrite1h: 0 };
      for (const { index, ttl } of marks) {
        const end = Number(ends[index]);
        if (index <= found || end < minimum) continue;
        counts[ttl === '1h' ? 'cacheWrite1h' : 'cacheWrite5m'] += end - done;
        done = end;
        const ttlMs = (ttl === '1h' ? 60 : 5) * MINUTE;
        known.set(String(keys[index]), { until: now() + ttlMs, ttlMs });
      }
      return counts;
    },
  };

  /**
   * @param {{ index: number }[]} marks
   * @param {string[]} keys
   */
  function findKnown(marks, keys) {
    for (const { index } of marks.toReversed()) {
      for (let at = index; at >= 0 && at > index - LOOKBACK_BLOCKS; at--) {
        const entry = known.get(String(keys[at]));
        if (!entry || entry.until <= now()) continue;
        entry.until = now() + entry.ttlMs;
        return at;
      }
    }
    return -1;
  }
}

/** @param {string} model */
function minimumFor(model) {
  if (/haiku-4-5|opus-4-[5-9]/.test(model)) return 4096;
  return /sonnet-4-6/.test(model) ? 2048 : 1024;
}

/**
 * @param {Omit<Counts, 'output' | 'reasoning'>} prompt
 * @param {Reply} reply
 * @returns {Counts}
 */
export function countsOf(prompt, reply) {
  const reasoning = reply.thinking ? tokensOf(reply.thinking) : 0;
  const calls = (reply.toolCalls ?? []).reduce((sum, call) => sum + tokensOf(call.name + argsText(call.args)), 0);
  const output = Math.max(1, tokensOf(reply.text ?? '') + calls + reasoning);
  const uncached = { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  return { ...prompt, output, reasoning, ...(reply.usage?.input === undefined ? {} : uncached), ...reply.usage };
}

/** @param {unknown} args */
export const argsText = args => (typeof args === 'string' ? args : JSON.stringify(args ?? {}));

/**
 * The limit the request set holds, as it would: the text is cut and the answer ends with "length".
 * @param {Reply} reply
 * @param {number | undefined} maxTokens
 * @returns {Reply}
 */
export function withinLimit(reply, maxTokens) {
  const room = maxTokens === undefined ? undefined : maxTokens - (reply.thinking ? tokensOf(reply.thinking) : 0);
  if (room === undefined || reply.toolCalls?.length || tokensOf(reply.text ?? '') <= room) return reply;
  const text = new TextDecoder()
    .decode(Buffer.from(reply.text ?? '').subarray(0, Math.max(0, room) * 4))
    .replace(/\uFFFD$/, '');
  return { finish: 'length', ...reply, text };
}
