import { describe, expect, test } from 'vitest';
import { keepText, MAX_TEXT, rawText, repetition } from '../../src/recorder/node/hash/output.ts';
import { isDeclaredWait } from '../../src/recorder/node/hash/waits.ts';

const words = (n: number): string => Array.from({ length: n }, (_, i) => `word${i * 7919} and more`).join(' ');

describe('how much of a text repeats', () => {
  test.each([
    ['the same sentence for ever', 'The court finds that the court finds. '.repeat(200), 0.9, 1],
    ['one word', 'court '.repeat(3000), 0.9, 1],
    ['a paragraph of 500 characters, eight times', words(30).slice(0, 500).repeat(8), 0.75, 0.95],
    ['text that goes on', words(400), 0, 0.05],
    ['half of it', words(200) + 'again and again and '.repeat(180), 0.35, 0.65],
  ])('%s', (_name, text, least, most) => {
    const share = repetition(text);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  test('code blocks are not counted', () => {
    expect(repetition(`${words(100)}\n\`\`\`\n${'  0, 0, 0,\n'.repeat(500)}\`\`\`\n`)).toBeLessThan(0.1);
  });

  test('short texts say nothing', () => {
    expect(repetition('yes '.repeat(100))).toBeUndefined();
  });
});

describe('keeping the text of an answer', () => {
  test('ends at its limit', () => {
    const outcome = { text: [] as string[], textLength: 0 };
    for (let i = 0; i < 100; i++) keepText(outcome, 'x'.repeat(1024));
    expect(outcome.textLength).toBe(MAX_TEXT);
  });

  test.each([
    ['{"delta":{"text":"hello"}}', 'hello'],
    ['{"delta":{"text":"say \\"no\\" \\\\"}}', 'say \\"no\\" \\\\'],
    ['{"delta":{"other":"hello"}}', ''],
    ['{"delta":{"text":"cut off', ''],
  ])('the text in %s', (data, text) => {
    expect(rawText(data, '"text":"')).toBe(text);
  });
});

describe('a declared wait', () => {
  test.each([
    ['BashOutput', { bash_id: '1' }],
    ['wait_for_job', {}],
    ['write_stdin', { session_id: 3, chars: '' }],
    ['write_stdin', { session_id: 3 }],
    ['bash', { command: 'sleep 30' }],
    ['shell', { command: ['bash', '-lc', 'sleep 5 && sleep 5'] }],
    ['powershell', { command: 'Start-Sleep -Seconds 20' }],
  ])('%s %j', (name, args) => {
    expect(isDeclaredWait(name, args)).toBe(true);
  });

  test.each([
    ['write_stdin', { session_id: 3, chars: 'y\n' }],
    ['bash', { command: 'sleep 5; make test' }],
    ['bash', { command: 'npm test' }],
    ['read_file', { path: 'sleep.ts' }],
    ['await_review', {}],
    ['bash', 'not an object'],
  ])('none: %s %j', (name, args) => {
    expect(isDeclaredWait(name, args)).toBe(false);
  });
});
