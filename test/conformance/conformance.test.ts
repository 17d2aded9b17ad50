/** Both recorders write the lines of the fixtures. `UPDATE_FIXTURES=1` writes them anew, from what the Node recorder says. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { play } from './play.ts';
import { SCENARIOS } from './scenarios.ts';

const FOLDER = resolve('test/conformance/fixtures');
const fileOf = (name: string) => resolve(FOLDER, `${name}.jsonl`);
const read = (name: string) => readFileSync(fileOf(name), 'utf8').trimEnd().split('\n');
const parsed = (lines: readonly string[]) => lines.map(line => JSON.parse(line) as unknown);

describe.each(SCENARIOS)('$name', scenario => {
  const can = scenario.needs === undefined || existsSync(scenario.needs);

  test.runIf(can)('as the Node recorder plays it', async () => {
    const lines = await play(scenario, 'node');
    if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(fileOf(scenario.name), `${lines.join('\n')}\n`);
    expect(parsed(lines)).toEqual(parsed(read(scenario.name)));
  });

  test('as the Python recorder plays it', async () => {
    expect(parsed(await play(scenario, 'python'))).toEqual(parsed(read(scenario.name)));
  });
});

test('every fixture is played', () => {
  const names = readdirSync(FOLDER).map(file => file.replace(/\.jsonl$/, ''));
  expect(names.sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
});
