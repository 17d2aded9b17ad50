/** The Python recorder works out what the Node recorder does: the same hashes, estimates, counts and prices. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMeant, parseConfigText } from '../../src/core/budgets/config.ts';
import { configPaths, locate } from '../../src/core/locate.ts';
import { formatUsdExact, fromNano } from '../../src/core/money.ts';
import { parseOverrides } from '../../src/core/pricing/parse-overrides.ts';
import { priceCall } from '../../src/core/pricing/price-call.ts';
import { type PriceTable, parsePriceTable } from '../../src/core/pricing/table.ts';
import { normaliseUsage } from '../../src/core/usage/normalise.ts';
import { type ReportedCost, reportedCost } from '../../src/core/usage/reported.ts';
import { toMeta } from '../../src/recorder/node/api/metadata.ts';
import { canonicalArguments, canonicalJson } from '../../src/recorder/node/hash/canonical.ts';
import { createHasher } from '../../src/recorder/node/hash/hasher.ts';
import { normaliseResult } from '../../src/recorder/node/hash/normalise.ts';
import { parseJson } from '../../src/recorder/node/json.ts';
import { createPrompts } from '../../src/recorder/node/prompt/prompts.ts';
import { tokensPerCharacter } from '../../src/recorder/node/prompt/tokens.ts';
import { LIST_KEYS, protocolsAt, providerOf } from '../../src/recorder/node/protocols/all.ts';
import { cleanUsage } from '../../src/recorder/node/protocols/outcome.ts';
import { Peer } from './support/python.ts';

let peer: Peer;
beforeAll(() => {
  peer = new Peer();
});
afterAll(() => peer.close());

// JavaScript's own objects make something else of this name.
const anyKey = fc.string().filter(key => key !== '__proto__');
const KEY = '0123456789abcdef'.repeat(4);
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\x1b[31m',
        ' ',
        '\n',
        '0x',
        '0xfF',
        'A',
        '-',
        '12',
        'abc',
        'é',
        '😀',
        'wörld',
        '漢字',
        '"',
        '\\',
      ),
    )
    .map(parts => parts.join('')),
);
const long = anyText.chain(text => fc.integer({ min: 1, max: 400 }).map(times => text.repeat(times)));

async function holds<T>(
  values: fc.Arbitrary<T>,
  ours: (value: T) => unknown,
  theirs: (value: T) => Promise<unknown>,
  numRuns = 300,
) {
  await fc.assert(
    fc.asyncProperty(values, async value => {
      expect(await theirs(value)).toEqual(JSON.parse(JSON.stringify(ours(value) ?? null)));
    }),
    { numRuns },
  );
}

describe('texts and hashes', () => {
  test('canonical JSON', () => holds(fc.jsonValue(), canonicalJson, value => peer.call('canonicalJson', value)));

  test('canonical arguments', () => {
    const named = fc.dictionary(
      fc.oneof(fc.constantFrom('description', 'timeout_ms', 'path', '2', '10'), fc.string()),
      fc.jsonValue(),
    );
    return holds(named, canonicalArguments, value => peer.call('canonicalArguments', value));
  });

  test('JSON as JavaScript prints it', () => {
    const texts = fc.oneof(
      fc.jsonValue().map(value => JSON.stringify(value)),
      fc.constantFrom(
        '1e400',
        '-0',
        '1.0',
        '12345678901234567890',
        '1e21',
        '1e-7',
        '0.000001',
        '123456789012345680000',
        '5e-324',
        '[1E5,1.50]',
        '"\\ud83d"',
        '{"b":1,"2":2,"10":3,"1":4}',
        '{"a":1,"a":2}',
      ),
      fc.double({ noNaN: true }).map(String),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
    );
    return holds(
      texts,
      text => JSON.stringify(parseJson(text)) ?? 'null',
      text => peer.call('stringify', text),
    );
  });

  test.each(['NaN', 'Infinity', '[1,]', '{"a":}', '', '01', '"\t"', "'a'", '\uFEFF{}', '[1] x'])(
    '%j is no JSON',
    async text => {
      expect(parseJson(text)).toBeUndefined();
      expect(await peer.call('parseable', text)).toBe(false);
    },
  );

  test('results without what differs from time to time', () =>
    holds(
      fc.oneof(anyText, long),
      text => Buffer.from(normaliseResult(text)).toString('hex'),
      text => peer.call('normaliseResult', text),
    ));

  test('hashes', () => {
    const hasher = createHasher(() => Buffer.from(KEY, 'hex'));
    return holds(
      anyText,
      text => hasher(text),
      text => peer.call('hash', KEY, text),
    );
  });

  test('tokens per character', () =>
    holds(fc.oneof(anyText, long), tokensPerCharacter, text => peer.call('tokensPerCharacter', text)));

  test('cuts', () =>
    holds(
      fc.tuple(anyText, fc.nat(12)),
      ([text, length]) => Buffer.from(text.slice(0, length), 'utf16le').toString('hex'),
      ([text, length]) => peer.call('cut', text, length),
    ));

  test('amounts in words', () =>
    holds(
      fc.nat({ max: 10 ** 12 }),
      nano => formatUsdExact(fromNano(nano)),
      nano => peer.call('formatUsdExact', nano),
    ));

  test('metadata', () => {
    const keys = fc.oneof(fc.constantFrom('prompt', 'usage', 'model', 'input', 'n', 'tags'), anyKey);
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
    const tree = fc.dictionary(keys, fc.oneof(leaf, fc.dictionary(keys, fc.oneof(leaf, fc.dictionary(keys, leaf)))));
    return holds(tree, toMeta, value => peer.call('toMeta', value));
  });
});

describe('usage', () => {
  const names = [...readFileSync('src/core/usage/names.ts', 'utf8').matchAll(/'([\w.]+)'/g)].map(
    match => match[1] ?? '',
  );
  const count = fc.oneof(
    fc.nat(10_000),
    fc.nat(10_000).map(String),
    fc.constantFrom(
      -1,
      1.5,
      1e13,
      null,
      true,
      '',
      '-7',
      '7.0',
      '7\n',
      ' 7',
      '1e3',
      '0007',
      '٧',
      '9'.repeat(13),
      '1'.repeat(14),
    ),
  );
  const nested = (path: string, value: unknown) =>
    path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
  const merged = (parts: readonly Record<string, unknown>[]) => Object.assign({}, ...parts) as Record<string, unknown>;
  const raw = fc
    .array(fc.tuple(fc.constantFrom(...names), count), { maxLength: 8 })
    .chain(pairs =>
      fc.boolean().map(flat => merged(pairs.map(([name, value]) => (flat ? { [name]: value } : nested(name, value))))),
    );
  const wrapped = fc.oneof(
    raw,
    raw.map(usage => ({ usage })),
    raw.map(usage => ({ usageMetadata: usage, promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 3 }] })),
    raw.map(usage => Object.fromEntries(Object.entries(usage).map(([key, value]) => [`gen_ai.usage.${key}`, value]))),
    raw.map(usage => ({ ...usage, iterations: [{ type: 'compaction', input_tokens: 5, output_tokens: 2 }] })),
    // As OpenAI's names tell it, with a total that holds more than its parts at times.
    fc.record(
      { prompt_tokens: fc.nat(20), completion_tokens: fc.nat(20), total_tokens: fc.nat(60) },
      { requiredKeys: ['total_tokens'] },
    ),
  );
  const hint = fc.record(
    {
      provider: fc.constantFrom(
        'openai',
        'anthropic',
        'x_ai',
        'perplexity',
        'voyage',
        'gcp.gemini',
        'gcp.vertex_ai',
        'Google',
      ),
      api: fc.constantFrom(
        'openai.chat',
        'anthropic.messages',
        'bedrock.converse',
        'embeddings',
        'gemini.generateContent',
      ),
    },
    { requiredKeys: [] },
  );

  test('in any spelling', () =>
    holds(
      fc.tuple(wrapped, hint),
      ([value, given]) => normaliseUsage(value, given as never).usage,
      ([value, given]) => peer.call('normaliseUsage', value, given),
      2000,
    ));

  test('what the provider says it cost', () => {
    const amount = fc.oneof(fc.constantFrom(0, -1, 0.25, 1e-9, '1', true, null), fc.double({ noNaN: true }));
    const told = fc.record(
      {
        cost: fc.oneof(amount, fc.record({ total_cost: amount }), fc.constant([1])),
        estimated_cost: amount,
        cost_in_usd_ticks: fc.oneof(amount, fc.nat(10 ** 9)),
        is_byok: fc.constantFrom(true, false, 'true', 1),
        cost_details: fc.oneof(fc.record({ upstream_inference_cost: amount }), fc.constantFrom(null, [], 5)),
      },
      { requiredKeys: [] },
    );
    // JSON as JavaScript writes it has one zero only.
    const unsigned = (cost: ReportedCost | null | undefined) => cost && { ...cost, usd: cost.usd + 0 };
    // As it comes over the wire.
    const value = fc.oneof(told, fc.jsonValue()).map(one => JSON.parse(JSON.stringify(one)) as unknown);
    return holds(
      value,
      one => unsigned(reportedCost(one)),
      async one => unsigned((await peer.call('reportedCost', one)) as ReportedCost | null),
      1000,
    );
  });

  test('without what could be a text of the user’s', () =>
    holds(
      fc.dictionary(anyKey, fc.jsonValue()),
      value => cleanUsage(value),
      value => peer.call('cleanUsage', value),
    ));
});

describe('prices', () => {
  const parsed = parsePriceTable(JSON.parse(readFileSync('src/core/pricing/prices.json', 'utf8')));
  const table = ('table' in parsed ? parsed.table : undefined) as PriceTable;
  const ids = table.providers.flatMap(provider => provider.models.map(([id]) => id));
  const providers = [
    ...table.providers.map(provider => provider.id),
    'gcp.vertex_ai',
    'aws.bedrock',
    'azure.ai.openai',
    'nobody',
  ];
  const hosts = [
    ...table.providers.flatMap(provider => provider.hosts),
    '127.0.0.1:8000',
    'us.api.openai.com',
    'proxy.example.org',
  ];
  const model = fc
    .tuple(
      fc.constantFrom(
        '',
        '',
        '',
        'openai/',
        'us.',
        'models/',
        'anthropic/',
        'openai:',
        'Anthropic:',
        'ollama:',
        ':',
        'arn:aws:bedrock:us-east-1:1:inference-profile/us.',
      ),
      fc.constantFrom(...ids),
      fc.constantFrom(
        ...['', '', '', '-20250929', '-2025-09-29', '-20251399', '-2025-00-01', '-19991231', '@default', '-latest'],
        ...['-v1', '-v2', '-v1:0', '-v2:0', '-v2@20250929', '@v1', ':free', ':cloud', '-ultra', '[1m]'],
      ),
    )
    .map(parts => parts.join(''));
  const call = fc.record(
    {
      at: fc.constantFrom(
        1_600_000_000_000,
        1_735_690_000_000,
        1_773_360_000_000,
        1_795_700_000_000,
        1_790_000_123_456,
      ),
      provider: fc.constantFrom(...providers),
      host: fc.constantFrom(...hosts),
      requestModel: model,
      responseModel: model,
      serviceTier: fc.constantFrom('batch', 'flex', 'priority', 'default', 'standard_only', 'fast'),
      speed: fc.constantFrom('fast', 'normal'),
      inferenceGeo: fc.constantFrom('us', 'global'),
      reportedUsd: fc.constantFrom(0, 0.0123, 1e-12, 7),
      byok: fc.boolean(),
    },
    { requiredKeys: ['at'] },
  );
  const tokens = fc.oneof(fc.nat(500_000), fc.nat(1000), fc.constantFrom(200_000, 200_001, 10 ** 11));
  const usage = fc.record(
    Object.fromEntries(
      [
        'input',
        'cacheRead',
        'cacheWrite5m',
        'cacheWrite1h',
        'output',
        'reasoning',
        'inputAudio',
        'cacheReadAudio',
        'outputAudio',
        'inputImage',
        'outputImage',
        'webSearches',
      ].map(name => [name, tokens]),
    ),
    { requiredKeys: [] },
  );
  const snake = ({
    requestModel,
    responseModel,
    serviceTier,
    inferenceGeo,
    reportedUsd,
    ...rest
  }: Record<string, unknown>) => ({
    ...rest,
    request_model: requestModel,
    response_model: responseModel,
    service_tier: serviceTier,
    inference_geo: inferenceGeo,
    reported_usd: reportedUsd,
  });

  test('to the nano-dollar', () =>
    holds(
      fc.tuple(call, usage),
      ([asked, counts]) => priceCall(table, asked, counts).nano,
      ([asked, counts]) => peer.call('price', snake(asked), counts, null),
      3000,
    ));

  test('every model of the table', async () => {
    for (const provider of table.providers) {
      for (const [id] of provider.models) {
        const asked = { at: 1_795_700_000_000, provider: provider.id, requestModel: id };
        const counts = { input: 123_457, cacheRead: 1001, cacheWrite5m: 77, output: 999 };
        expect([id, await peer.call('price', snake(asked), counts, null)]).toEqual([
          id,
          priceCall(table, asked, counts).nano,
        ]);
      }
    }
  });

  test('with the user’s own', async () => {
    const rows = fc.record(
      {
        match: fc.constantFrom('gpt-*', 'openai/*', 'openai/gpt-4o', 'claude-*', 'a b', '*', ''),
        from: fc.constantFrom(
          '2025-01-01',
          '2026-11-01',
          '2026-02-30',
          '2026-01-01T00:00:00Z',
          '2026-01-01T10:00+02:00',
          5,
        ),
        free: fc.constantFrom(true, false, 'no'),
        like: fc.constantFrom('openai/gpt-4o', 'gpt-4o-mini', 'nobody/none', ''),
        multiply: fc.constantFrom(0.85, 2, 0, 5000, '1'),
        input: fc.constantFrom(2.5, 0, -1, 1e7, null, 0.3333333),
        output: fc.constantFrom(10, 0, 1e-7),
        cacheRead: fc.constantFrom(0, 0.125),
        webSearch: fc.constantFrom(10),
        tiers: fc.constantFrom([{ above: 1000, input: 5 }], [{ above: 0.5, input: 1 }], [{ above: 10 }], 'no', null),
      },
      { requiredKeys: [] },
    );
    const prices = fc.oneof(
      fc.record({ models: fc.array(rows, { maxLength: 4 }) }),
      fc.constantFrom(null, [], { models: 5 }, 'x'),
    );
    await holds(
      fc.tuple(prices, call, usage),
      ([value, asked, counts]) => priceCall(table, asked, counts, parseOverrides(value ?? undefined).overrides).nano,
      ([value, asked, counts]) => peer.call('price', snake(asked), counts, value),
      2000,
    );
  });
});

describe('prompts', () => {
  const text = fc.oneof(fc.constantFrom('Hi', 'Read é the file.', 'x'.repeat(500), '😀😀'), fc.string());
  const openai = fc.oneof(
    fc.record({ role: fc.constantFrom('user', 'assistant', 'system', 'developer'), content: text }),
    fc.record({ role: fc.constant('tool'), tool_call_id: fc.constantFrom('c1', 'c2'), content: text }),
    fc.record({
      role: fc.constant('user'),
      content: fc.array(
        fc.oneof(
          text.map(one => ({ type: 'text', text: one })),
          fc.constant({ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }),
        ),
        { maxLength: 3 },
      ),
    }),
  );
  const anthropic = fc.oneof(
    fc.record({ role: fc.constantFrom('user', 'assistant'), content: text }),
    fc.record({
      role: fc.constant('user'),
      content: fc.array(
        fc.oneof(
          text.map(one => ({ type: 'text', text: one })),
          text.map(one => ({
            type: 'tool_result',
            tool_use_id: 't1',
            content: [{ type: 'text', text: one }, { type: 'image' }, { a: 1.0 }],
            is_error: one.length > 3,
          })),
          fc.constant({ type: 'image', source: {} }),
        ),
        { maxLength: 3 },
      ),
    }),
  );
  const tools = fc.array(
    fc.record({
      type: fc.constant('function'),
      function: fc.record({ name: fc.constantFrom('read', 'write'), parameters: fc.jsonValue() }),
    }),
    { maxLength: 3 },
  );
  const body = fc.oneof(
    fc.tuple(
      fc.constant('/v1/chat/completions'),
      fc.record(
        {
          model: fc.constant('gpt-4o'),
          messages: fc.array(openai, { maxLength: 6 }),
          tools,
          n: fc.constantFrom(1, 2),
          max_tokens: fc.nat(100),
        },
        { requiredKeys: ['messages'] },
      ),
    ),
    fc.tuple(
      fc.constant('/v1/messages'),
      fc.record(
        {
          model: fc.constant('claude'),
          max_tokens: fc.constant(5),
          system: fc.oneof(text, fc.constant(null)),
          messages: fc.array(anthropic, { maxLength: 6 }),
          stream: fc.boolean(),
        },
        { requiredKeys: ['messages', 'max_tokens'] },
      ),
    ),
    fc.tuple(
      fc.constant('/v1/responses'),
      fc.record(
        {
          model: fc.constant('gpt-4o'),
          input: fc.oneof(text, fc.array(openai, { maxLength: 4 })),
          instructions: text,
          previous_response_id: fc.constant('r'),
        },
        { requiredKeys: ['model', 'input'] },
      ),
    ),
    fc.tuple(
      fc.constantFrom('/v1/completions', '/v1/embeddings'),
      fc.record(
        {
          model: fc.constant('gpt-4o'),
          prompt: fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.array(fc.nat(9), { maxLength: 3 })),
          suffix: text,
          input: fc.oneof(text, fc.array(text, { maxLength: 3 })),
          max_tokens: fc.nat(100),
        },
        { requiredKeys: ['model', 'prompt'] },
      ),
    ),
  );
  // A conversation goes on, is cut, or begins anew.
  const conversations = fc.array(fc.tuple(body, fc.nat(6), fc.constantFrom(0, 0, 2)), { minLength: 1, maxLength: 4 });

  test('parts, prefixes, results and facts', async () => {
    let session = 0;
    await fc.assert(
      fc.asyncProperty(conversations, async calls => {
        const own = createPrompts(createHasher(() => Buffer.from(KEY, 'hex')));
        const number = session++;
        let before: Record<string, unknown[]> = {};
        for (const [index, [[path, fields], kept, indent]] of calls.entries()) {
          const key = path.endsWith('responses') ? 'input' : 'messages';
          const list = Reflect.get(fields, key);
          const whole = Array.isArray(list)
            ? { ...fields, [key]: [...(before[path] ?? []).slice(0, kept), ...list] }
            : fields;
          if (Array.isArray(list)) before = { ...before, [path]: Reflect.get(whole, key) as unknown[] };
          const sent = JSON.stringify(whole, null, indent);
          const span = `span${index}`;
          const scanned = own.scan(sent, LIST_KEYS);
          const protocol = scanned && protocolsAt(path).find(candidate => candidate.accepts(scanned.body));
          const theirs = (await peer.call('prompt', number, KEY, path, sent, span)) as unknown[] | null;
          if (scanned === undefined || protocol === undefined) {
            expect(theirs).toBeNull();
            continue;
          }
          const facts = (protocol.facts as (scannedBody: unknown, at: string) => object)(scanned.body, path);
          const measured = own.measure(protocol, scanned, providerOf(protocol, 'x'));
          measured.sent(span);
          const { model, stream, maxTokens, serviceTier, remoteContext } = facts as Record<string, unknown>;
          const expected = {
            model,
            stream,
            max_tokens: maxTokens,
            service_tier: serviceTier,
            remote_context: remoteContext,
          };
          const known = Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, value ?? null]));
          expect(theirs).toEqual([protocol.api, known, JSON.parse(JSON.stringify(measured.line))]);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('configuration', () => {
  const budget = fc.record(
    {
      per: fc.constantFrom('run', 'task', 'day', 'year', 5),
      usd: fc.constantFrom(0.5, 0, -1, '1', 1e-9),
      tokens: fc.constantFrom(100, null, true),
      calls: fc.constantFrom(5),
      minutes: fc.constantFrom(1.5),
      alertAt: fc.constantFrom(0.5, 1, 2, 0),
      action: fc.constantFrom('stop', 'warn', 'pause', 'kill', null),
      agent: fc.constantFrom('a*', '', 5),
      model: fc.constantFrom('gpt-*'),
      wrong: fc.constant(1),
    },
    { requiredKeys: [] },
  );
  const file = fc.oneof(
    fc
      .record(
        {
          budgets: fc.oneof(fc.array(fc.oneof(budget, fc.constant(5)), { maxLength: 4 }), fc.constant('no')),
          onUnpriced: fc.constantFrom('warn', 'block', 'x', null),
          webhook: fc.constantFrom({ env: 'HOOK' }, { env: 'https://x' }, null, 'x'),
          other: fc.constant(1),
        },
        { requiredKeys: [] },
      )
      .map(value => JSON.stringify(value)),
    fc.constantFrom('', '{', '[]', '5', '\uFEFF{"budgets":[]}', '{"budgets":NaN}'),
  );

  test('what it asks for, and what is wrong with it', () =>
    holds(
      file,
      text => {
        const { budgets, onUnpriced, webhookEnv, problems } = parseConfigText(text);
        const told = problems.map(({ path, message }) => [path, message.startsWith('not JSON') ? 'not JSON' : message]);
        return [
          budgets,
          onUnpriced,
          webhookEnv ?? null,
          told.map(([path, message]) => [path, message?.replace(/one of .*/, 'one of')]),
        ];
      },
      async text => {
        const [budgets, onUnpriced, webhook, problems] = (await peer.call('config', text)) as [
          unknown,
          unknown,
          unknown,
          string[][],
        ];
        return [
          budgets,
          onUnpriced,
          webhook,
          problems.map(([path, message]) => [path, message?.replace(/one of .*/, 'one of')]),
        ];
      },
      1000,
    ));

  test('names that are meant', () => {
    const pattern = fc.array(fc.constantFrom('*', 'a', 'b', 'A'), { maxLength: 6 }).map(parts => parts.join(''));
    return holds(
      fc.tuple(pattern, pattern),
      ([a, b]) => isMeant(a, b),
      ([a, b]) => peer.call('isMeant', a, b),
      1000,
    );
  });

  test('where the log lies', () => {
    const folder = fc.array(fc.constantFrom('a', 'b', '.', 'home'), { maxLength: 4 });
    const present = fc.array(
      fc.tuple(folder, fc.constantFrom('.spanmeter', '.git', 'package.json', 'pyproject.toml')),
      { maxLength: 4 },
    );
    const path = (windows: boolean, parts: readonly string[]) =>
      windows ? `C:\\${parts.join('\\')}` : `/${parts.join('/')}`;
    return holds(
      fc.record({
        windows: fc.boolean(),
        cwd: folder,
        present,
        override: fc.constantFrom(null, 'logs', '/logs', 'C:\\logs'),
        home: fc.constantFrom(null, ['home']),
      }),
      ({ windows, cwd, present: there, override, home }) => {
        const style = windows ? 'windows' : 'posix';
        const known = new Set(
          there.map(([parts, name]) => path(windows, [...parts.filter(part => part !== '.'), name])),
        );
        const at = path(windows, cwd);
        const found = locate({
          cwd: at,
          style,
          exists: one => known.has(one),
          override: override ?? undefined,
          home: home ? path(windows, home) : undefined,
        });
        return [found.dir, found.project, configPaths(found, at, style)];
      },
      ({ windows, cwd, present: there, override, home }) => {
        const known = there.map(([parts, name]) => path(windows, [...parts.filter(part => part !== '.'), name]));
        return peer.call('locate', path(windows, cwd), windows, known, override, home ? path(windows, home) : null);
      },
      1000,
    );
  });
});
