import { expect, test } from 'vitest';
import { contentView } from '../../../src/core/views/content.ts';
import { LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

function oneCall() {
  const log = new LogBuilder().run();
  const span = log.call();
  return { run: runOf(log), span };
}

const line = (t: string, messages: readonly unknown[], more: object = {}) =>
  JSON.stringify({ t, v: 1, ts: 1, messages, ...more });
const user = (text: string) => ({ role: 'user', text });

test('the answer and the prompt of each call of the turn', () => {
  const { run, span } = oneCall();
  const lines = [line('prompt', [user('Hi')]), line('answer', [{ role: 'assistant', text: 'Hello' }])];
  expect(contentView(run, 0, [{ span, lines }])).toEqual({
    calls: [{ title: 'Call 1', prompt: [user('Hi')], answer: [{ role: 'assistant', text: 'Hello' }] }],
  });
});

test('nothing where nothing was kept, of that call or at all', () => {
  const { run, span } = oneCall();
  expect(contentView(run, 0, [])).toBeUndefined();
  expect(contentView(run, 0, [{ span: 'f'.repeat(16), lines: [line('prompt', [user('Hi')])] }])).toBeUndefined();
  expect(contentView(run, 7, [{ span, lines: [line('prompt', [user('Hi')])] }])).toBeUndefined();
});

test('what was left out is said: by the recorder, and here', () => {
  const { run, span } = oneCall();
  const long = { role: 'assistant', text: 'a'.repeat(30_000), left_out: 5 };
  const view = contentView(run, 0, [
    { span, lines: [line('prompt', [user('Hi')], { left_out: 3 }), line('answer', [long])] },
  ]);
  expect(view?.calls[0]?.note).toBe('3 messages left out.');
  expect(view?.calls[0]?.answer[0]).toMatchObject({ note: '10,005 characters left out.' });
  expect(view?.calls[0]?.answer[0]?.text.length).toBe(20_000);
});

test('a turn is bounded, whatever stands in the files', () => {
  const { run, span } = oneCall();
  const many = Array.from({ length: 5_000 }, () => user('x'.repeat(1_000)));
  const [call] = contentView(run, 0, [{ span, lines: [line('prompt', many)] }])?.calls ?? [];
  expect(call?.prompt).toHaveLength(300);
  expect(call?.note).toBe('4,700 messages left out.');
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"t":"prompt"}',
  '{"t":1,"messages":[]}',
  '{"t":"prompt","messages":[1,{"role":2},null]}',
])('a line that is none shows nothing: %s', text => {
  const { run, span } = oneCall();
  const shown = contentView(run, 0, [{ span, lines: [text] }])?.calls.flatMap(({ prompt, answer }) => [prompt, answer]);
  expect(shown?.flat() ?? []).toEqual([]);
});
