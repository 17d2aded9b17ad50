import { expect, test } from 'vitest';
import { createUnderway } from '../../src/recorder/node/transports/underway.ts';

const URL = 'https://api.openai.com/v1/chat/completions';

test('what is requested while fetch is being called is its own, once', () => {
  const underway = createUnderway();
  const fetching = underway.begin(`${URL}#fragment`);
  expect(underway.takeEntered('https://elsewhere.test/v1/chat/completions')).toBe(false);
  expect(underway.takeEntered(URL)).toBe(true);
  expect(underway.takeEntered(URL)).toBe(false);
  fetching.entered();
  expect(underway.take(URL)).toBe(false);
});

test('what is requested later is told by its URL alone, as long as the call is under way', () => {
  const underway = createUnderway();
  const waiting = underway.begin(URL);
  waiting.entered();
  expect(underway.takeEntered(URL)).toBe(false);
  expect([underway.take(URL), underway.take(URL)]).toEqual([true, false]);
  const gone = underway.begin(URL);
  gone.entered();
  gone.over();
  expect(underway.take(URL)).toBe(false);
});

test('of two calls to one URL each has its request', () => {
  const underway = createUnderway();
  const first = underway.begin(URL);
  first.entered();
  const second = underway.begin(URL);
  expect(underway.takeEntered(URL)).toBe(true);
  second.entered();
  expect([underway.take(URL), underway.take(URL)]).toEqual([true, false]);
});
