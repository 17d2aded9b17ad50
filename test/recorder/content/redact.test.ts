import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/recorder/node/content/redact.ts';

const redact = createRedactor({});

// Put together here, so that nothing that looks like a key stands in this file.
const of = (...parts: readonly string[]) => parts.join('');
const letters = (n: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(10).slice(0, n);
const upper = (n: number) => letters(n).toUpperCase();
const hex = (n: number) => '0123456789abcdef'.repeat(8).slice(0, n);

describe('what is known by its form goes, wherever it stands', () => {
  test.each([
    ['OpenAI', of('sk-', letters(48))],
    ['OpenAI, of a project', of('sk-proj-', letters(40), '_', letters(20))],
    ['Anthropic', of('sk-ant-api03-', letters(80), '-', letters(6))],
    ['OpenRouter', of('sk-or-v1-', hex(64))],
    ['Groq', of('gsk_', letters(52))],
    ['xAI', of('xai-', letters(80))],
    ['Perplexity', of('pplx-', letters(48))],
    ['Hugging Face', of('hf_', letters(34))],
    ['Replicate', of('r8_', letters(37))],
    ['NVIDIA', of('nvapi-', letters(60))],
    ['Google', of('AIza', letters(35))],
    ['Google, OAuth', of('ya29.', letters(60))],
    ['Google, client', of('GOCSPX-', letters(28))],
    ['AWS, id', of('AKIA', upper(16))],
    ['AWS, temporary id', of('ASIA', upper(16))],
    ['Bedrock', of('ABSK', letters(100))],
    ['GitHub', of('ghp_', letters(36))],
    ['GitHub, server', of('ghs_', letters(36))],
    ['GitHub, fine-grained', of('github_pat_', letters(22), '_', letters(59))],
    ['GitLab', of('glpat-', letters(20))],
    ['Slack', of('xoxb-', '123456789012-', letters(24))],
    ['Slack, app', of('xapp-1-', letters(30))],
    ['Slack, webhook', of('https://hooks.slack.com/services/T000/B000/', letters(24))],
    ['Discord, webhook', of('https://discord.com/api/webhooks/123/', letters(60))],
    ['Stripe', of('sk_live_', letters(24))],
    ['Stripe, restricted', of('rk_test_', letters(24))],
    ['Stripe, webhook', of('whsec_', letters(32))],
    ['npm', of('npm_', letters(36))],
    ['PyPI', of('pypi-', letters(100))],
    ['DigitalOcean', of('dop_v1_', hex(64))],
    ['Databricks', of('dapi', hex(32))],
    ['Shopify', of('shpat_', hex(32))],
    ['Linear', of('lin_api_', letters(40))],
    ['Vault', of('hvs.', letters(90))],
    ['SendGrid', of('SG.', letters(22), '.', letters(43))],
    ['Twilio', of('SK', hex(32))],
    ['Telegram', of('123456789:AA', letters(33))],
    ['age', of('AGE-SECRET-KEY-1', upper(58))],
    ['Azure storage', of('AccountKey=', letters(86), '==')],
    ['JSON web token', of('eyJ', letters(20), '.eyJ', letters(40), '.', letters(43))],
    [
      'private key',
      of('-----BEGIN RSA ', 'PRIVATE KEY-----\n', letters(64), '\n', letters(64), '\n-----END RSA PRIVATE KEY-----'),
    ],
    ['private key, cut off', of('-----BEGIN ', 'PRIVATE KEY-----\n', letters(64))],
    ['SSH key', of('-----BEGIN OPENSSH ', 'PRIVATE KEY-----\n', letters(70), '\n-----END OPENSSH PRIVATE KEY-----')],
  ])('%s', (_, secret) => {
    for (const text of [secret, `use ${secret} here`, `"${secret}"`, `x=${secret}\n`, `{\\"k\\":\\"${secret}\\"}`]) {
      if (secret.startsWith('-----') && !secret.includes('END') && !text.endsWith(secret)) continue;
      const kept = redact(text);
      expect(kept).toContain('[redacted]');
      for (const piece of secret.split(/[\s.:/]/).filter(part => part.length >= 20)) expect(kept).not.toContain(piece);
    }
  });
});

describe('what is named as a secret goes, its name stays', () => {
  const secret = 'hunter2-Xyzzy';
  test.each([
    [`password: ${secret}`, 'password: [redacted]'],
    [`PASSWORD=${secret}`, 'PASSWORD=[redacted]'],
    [`{"api_key": "${secret}"}`, '{"api_key": "[redacted]"}'],
    [`{"apiKey":"${secret}","model":"gpt-4o"}`, '{"apiKey":"[redacted]","model":"gpt-4o"}'],
    [`{\\"clientSecret\\":\\"${secret}\\"}`, '{\\"clientSecret\\":\\"[redacted]\\"}'],
    [`export AWS_SECRET_ACCESS_KEY=${letters(40)}`, 'export AWS_SECRET_ACCESS_KEY=[redacted]'],
    [`MY_SERVICE_TOKEN='${secret}'`, "MY_SERVICE_TOKEN='[redacted]'"],
    [`Authorization: Bearer ${letters(30)}`, 'Authorization: [redacted]'],
    [`curl -H 'Authorization: Basic ${letters(24)}='`, "curl -H 'Authorization: [redacted]'"],
    [`the header is Bearer ${letters(30)}.`, 'the header is Bearer [redacted]'],
    [`x-api-key: ${secret}`, 'x-api-key: [redacted]'],
    [`Cookie: sid=${secret}; other=1`, 'Cookie: [redacted]'],
    [`postgres://app:${secret}@db:5432/app`, 'postgres://app:[redacted]@db:5432/app'],
    [`https://user:${secret}@host/path`, 'https://user:[redacted]@host/path'],
    [`https://host/x?key=${secret}&page=2`, 'https://host/x?key=[redacted]&page=2'],
    [`https://host/x?page=2&X-Amz-Signature=${hex(64)}`, 'https://host/x?page=2&X-Amz-Signature=[redacted]'],
    [`https://host/x?access_token=${secret}#a`, 'https://host/x?access_token=[redacted]#a'],
  ])('%s', (text, kept) => {
    expect(redact(text)).toBe(kept);
  });
});

describe('what stands in the environment as a secret', () => {
  const value = 'correct horse "battery" staple';
  const inEnvironment = createRedactor({
    MY_SECRET: value,
    DB_PASSWORD: 'tr0ub4dor',
    STRANGE: letters(32),
    PATH: '/usr/local/bin:/usr/bin',
    HOME: '/home/ann',
    SSH_AUTH_SOCK: '/run/user/1000/agent',
    GIT_AUTHOR_NAME: 'Ann Lee-Smith',
    DEBUG_TOKENS: 'true',
    EMPTY_KEY: '',
  });

  test.each([value, JSON.stringify(value), encodeURIComponent(value), 'tr0ub4dor', `x${letters(32)}x`])(
    '%s goes',
    text => {
      expect(inEnvironment(`before ${text} behind`)).toMatch(/^before "?x?\[redacted\]x?"? behind$/);
    },
  );

  test.each(['/usr/local/bin:/usr/bin', '/home/ann', '/run/user/1000/agent', 'true'])('%s stays', text => {
    expect(inEnvironment(text)).toBe(text);
  });
});

test.each([
  'The quick brown fox jumps over the lazy dog.',
  'Basic understanding of the Bearer of bad news.',
  'It used 1,234 tokens: 1,000 in and 234 out.',
  'The key idea is to ask-first-and-shoot-later.',
  'https://example.com/docs/page?lang=en&sort=asc',
  'commit 81cdce1de32f6ad4a39c230a660c854d437e98b9',
  '{"path":"src/index.ts","line":12}',
])('%s is as it was', text => {
  expect(redact(text)).toBe(text);
});

test('a long text takes no longer than its length asks for', () => {
  for (const text of [
    'a'.repeat(200_000),
    'password '.repeat(20_000),
    '\\'.repeat(100_000),
    'eyJ'.repeat(50_000),
    `${'x-'.repeat(100_000)}=`,
  ]) {
    expect(redact(text).length).toBeGreaterThan(0);
  }
}, 20_000);
