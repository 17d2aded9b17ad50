import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { type AgentOptions, type Finished, NODE_20, runAgent, temporaryFolder } from './support/agent.ts';
import { RECORDER } from './support/build.ts';

const preload = `--require ${join(RECORDER, 'register.cjs')}`;

/** As in a terminal that records: the recorder comes by the environment, not by the command line. */
function inTerminal(name: string, options: AgentOptions = {}): Promise<Finished> {
  return runAgent(`children/${name}`, { plain: true, ...options, env: { NODE_OPTIONS: preload, ...options.env } });
}

const spanIds = ({ spans }: Finished) =>
  Object.fromEntries(
    spans.filter(({ start }) => start?.kind === 'tool').map(({ start }) => [start?.name, start?.span]),
  );

test.each([['the newest', process.execPath], ...(NODE_20 === undefined ? [] : [['the oldest', NODE_20]])])(
  'each way to start a child joins the run, under the span it was started in, on %s Node',
  async (_, node) => {
    const recorded = await inTerminal('starts.mjs', { node });
    expect([recorded.err, recorded.code]).toEqual(['', 0]);
    const ways = recorded.out.trim().split(' ');
    expect(ways.length).toBeGreaterThan(14);
    expect(recorded.runs.map(run => run.name)).toEqual(['parent']);
    const spans = spanIds(recorded);
    const found = Object.fromEntries(
      recorded.llm.map(({ start, a }) => [a['gen_ai.request.model'], [start?.run, start?.parent]]),
    );
    expect(found).toEqual(Object.fromEntries(ways.map(way => [way, [recorded.runs[0]?.run, spans[way]]])));
  },
);

describe('what a child finds in its environment', () => {
  type Env = Readonly<Record<string, string>>;
  const ours = ['SPANMETER_TRACEPARENT', 'SPANMETER_RUN', 'SPANMETER_DIR'];

  function parse({ out }: Finished): { readonly envs: Map<string, Env>; readonly rest: readonly string[] } {
    const lines = out
      .trim()
      .split('\n')
      .map(line => line.split('\t'));
    const envs = lines.flatMap(([name = '', json]) => (json === undefined ? [] : [[name, JSON.parse(json)] as const]));
    return { envs: new Map(envs), rest: lines.flatMap(([text = '', json]) => (json === undefined ? [text] : [])) };
  }

  const without = (env: Env | undefined, names: readonly string[]): Env =>
    Object.fromEntries(Object.entries(env ?? {}).filter(([name]) => !names.includes(name)));

  test.each([['the newest', process.execPath], ...(NODE_20 === undefined ? [] : [['the oldest', NODE_20]])])(
    'is what the program wrote, and our variables, on %s Node',
    async (_, node) => {
      const home = temporaryFolder();
      const dir = join(home, 'elsewhere');
      const [plain, recorded] = await Promise.all([
        runAgent('children/environments.mjs', {
          plain: true,
          node,
          home,
          dir,
          env: { SPANMETER: 'off' },
        }),
        inTerminal('environments.mjs', { node, home, dir }),
      ]);
      expect([recorded.err, recorded.code]).toEqual(['', 0]);
      const [before, after] = [parse(plain), parse(recorded)];
      expect(after.rest.filter(line => !line.includes('SPANMETER'))).toEqual(
        before.rest.filter(line => !line.includes('SPANMETER')),
      );
      for (const [name, found] of after.envs) {
        const added = [...ours, ...(before.envs.get(name)?.['NODE_OPTIONS'] ? [] : ['NODE_OPTIONS']), 'SPANMETER'];
        expect([name, without(found, added)]).toEqual([name, without(before.envs.get(name), added)]);
        if (name.startsWith('worker') || name === 'own' || name.startsWith('set')) continue;
        expect([name, found['SPANMETER_TRACEPARENT']]).toEqual([
          name,
          `00-${recorded.runs[0]?.run}-0000000000000000-01`,
        ]);
        expect(found['SPANMETER_DIR']).toBe(dir);
      }
      expect(after.envs.get('own')).toMatchObject({ SPANMETER_TRACEPARENT: 'mine', SPANMETER_DIR: '/tmp/mine' });
      expect(after.envs.get('set by the program')).toMatchObject({
        SPANMETER_DIR: '/tmp/mine',
        NODE_OPTIONS: '--no-warnings',
      });
      expect(after.envs.get('given')?.['NODE_OPTIONS']).toBe('--no-warnings');
      expect(after.envs.get('empty')?.['NODE_OPTIONS']).toBe(preload);
      expect(after.envs.get('off')?.['SPANMETER']).toBe('off');
    },
  );

  test('also where the process itself is replaced', async () => {
    const recorded = await inTerminal('environments.mjs', { args: ['execve'] });
    const last: Env = JSON.parse(recorded.out.trim().split('\n').at(-1) ?? '');
    expect(without(last, ['NODE_OPTIONS', 'SPANMETER_DIR'])).toEqual({
      MINE: '1',
      SPANMETER_TRACEPARENT: `00-${recorded.runs[0]?.run}-0000000000000000-01`,
    });
  });
});

describe('a script that makes no call itself', () => {
  test('is the run of the agents it starts, under its name', async () => {
    const { runs, llm } = await inTerminal('orchestrator.mjs');
    expect(new Set(runs.map(run => run.name))).toEqual(new Set(['orchestrator.mjs']));
    expect(new Set([...runs, ...llm.map(span => span.start)].map(line => line?.run)).size).toBe(1);
    expect(llm).toHaveLength(2);
  });

  test('is none where it only launches: each agent is a run of its own', async () => {
    const { runs } = await inTerminal('orchestrator.mjs', { cwd: temporaryFolder() });
    expect(runs.map(run => run.name)).toEqual(['call.mjs', 'call.mjs']);
    expect(new Set(runs.map(run => run.run)).size).toBe(2);
  });

  test('leaves nothing where nothing is recorded', async () => {
    expect((await inTerminal('orchestrator.mjs', { args: ['print-env.cjs'] })).files).toEqual([]);
  });
});

test('a run that a child opens stands within the run it was started in, and its limits bind there too', async () => {
  const provider = await createProvider({});
  onTestFinished(() => provider.close());
  const { runs, out, llm } = await inTerminal('nested.mjs', { args: [provider.url] });
  const [outer, inner] = [runs.find(run => run.name === 'outer'), runs.find(run => run.name === 'inner')];
  expect(inner?.parent).toEqual({ run: outer?.run, span: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(llm.filter(span => span.start?.run === outer?.run).length).toBe(3);
  // The limit of the run() around it reached the child, though it stands in no file.
  expect(out).toMatch(/joined 402 Budget exceeded: .*2 calls/);
  // And it is one limit: the child's own run has spent the other call.
  expect(out.match(/joined 200/g)).toHaveLength(1);
});
