/** A run that starts in Node, spawns a Python child that spawns a Node child is one run with one budget. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecording, temporaryFolder } from '../recorder/support/agent.ts';
import { RECORDER } from '../recorder/support/build.ts';
import { PYTHON } from './support/python.ts';
import { agentFile, provided, SHIM } from './support/run.ts';

// Without it the Node recorder's children do not join.
const joins = existsSync('src/recorder/node/children');

test.runIf(joins)('Node, Python, Node: one run, one budget', async () => {
  const provider = await provided();
  const home = temporaryFolder();
  const project = join(home, 'project');
  mkdirSync(join(project, '.spanmeter'), { recursive: true });
  writeFileSync(join(project, 'package.json'), '{}');
  writeFileSync(join(project, 'spanmeter.json'), JSON.stringify({ budgets: [{ per: 'run', calls: 7 }] }));
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    NODE_OPTIONS: `--require ${join(RECORDER, 'register.cjs')}`,
    PYTHONPATH: SHIM,
  };
  const child = spawn(process.execPath, [agentFile('chain.mjs'), provider.url, PYTHON, '2'], { cwd: project, env });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (out += text));
  await new Promise(closed => child.on('close', closed));
  expect(out).toBe('node 200 200\npython 200 200\nnode 200 200 200 402\n');
  const { runs, runEnds, llm, files } = readRecording(join(project, '.spanmeter'));
  expect(runs.map(run => run.name)).toEqual(['chain.mjs']);
  expect(new Set(llm.map(span => span.start?.run))).toEqual(new Set([runs[0]?.run]));
  expect(llm.map(span => span.end?.status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'blocked']);
  expect(files).toHaveLength(3);
  expect(runEnds).toHaveLength(1);
  expect(provider.requests).toHaveLength(7);
});
