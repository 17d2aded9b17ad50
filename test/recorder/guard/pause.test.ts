/** Cost breakpoints, with a real debugger at the other end of the protocol. */
import type { ChildProcess } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createProject, said } from './support.ts';

interface Paused {
  /** names of the functions, the innermost first */
  readonly frames: readonly string[];
  readonly why: string;
}

/** Attaches as an editor does, lets the program go on whenever it stands, and tells where that was. */
function attach(child: ChildProcess, skip: readonly string[] = []): Promise<readonly Paused[]> {
  return new Promise((resolve, reject) => {
    const pauses: Paused[] = [];
    const open: { socket?: WebSocket } = {};
    child.stderr?.on('data', (text: string) => {
      // The program is over, and waits for us.
      if (text.includes('Waiting for the debugger')) open.socket?.close();
      const url = /ws:\/\/\S+/.exec(text)?.[0];
      if (url === undefined) return;
      const socket = new WebSocket(url);
      open.socket = socket;
      let id = 0;
      const answers = new Map<number, (result: unknown) => void>();
      const send = (method: string, params: object = {}): Promise<unknown> => {
        socket.send(JSON.stringify({ id: ++id, method, params }));
        return new Promise(done => answers.set(id, done));
      };
      const onPaused = async ({ callFrames }: Record<string, never>) => {
        const frames = callFrames as unknown as { functionName: string; callFrameId: string }[];
        const top = frames[0];
        if (top?.functionName === 'costBreakpoint') {
          const value = (await send('Debugger.evaluateOnCallFrame', {
            callFrameId: top.callFrameId,
            expression: 'why',
          })) as { result: { value: string } };
          pauses.push({
            frames: frames.map(({ functionName }) => functionName),
            why: value.result.value,
          });
        }
        // As long as a person needs to say so.
        setTimeout(() => void send('Debugger.resume'), 60);
      };
      socket.onopen = async () => {
        await send('Debugger.enable');
        if (skip.length > 0) await send('Debugger.setBlackboxPatterns', { patterns: skip });
        await send('Runtime.runIfWaitingForDebugger');
      };
      socket.onmessage = event => {
        const message = JSON.parse(String(event.data));
        answers.get(message.id)?.(message.result);
        if (message.method === 'Debugger.paused') void onPaused(message.params);
      };
      socket.onclose = () => resolve(pauses);
      socket.onerror = () => reject(new Error('no debugger'));
    });
  });
}

const config = { budgets: [{ per: 'run', usd: 0.1, action: 'pause' }] };

describe('a budget that pauses', () => {
  test.each([
    ['at the caller', []],
    ['also where the recorder’s files are skipped', ['register\\.cjs$', 'guard\\.cjs$', 'index\\.cjs$']],
  ])('stands still in the debugger, once, %s', async (_where, skip) => {
    const project = await createProject(config);
    let pauses: Promise<readonly Paused[]> = Promise.resolve([]);
    const one = await project.spend(
      { MOST: '6' },
      {
        nodeArgs: ['--inspect-brk=0'],
        onStart: child => {
          pauses = attach(child, skip);
        },
      },
    );
    const [first, ...more] = await pauses;
    expect(more).toEqual([]);
    expect(first?.why).toMatch(/^Budget exceeded: spent \$0\.1050 of \$0\.1000 \(run budget\)/);
    const names = first?.frames ?? [];
    expect(names.slice(names.indexOf('fetch'))).toEqual(expect.arrayContaining(['fetch', 'call', 'one']));
    expect(names[0]).toBe('costBreakpoint');
    expect(said(one)).toEqual({ made: 6 });
    expect(one.events.filter(event => event.type === 'budget_paused')).toMatchObject([
      { per: 'run', action: 'pause', limit: 0.1, spent: 0.105 },
    ]);
    expect(one.runs[0]?.guard).toBe('armed');
    expect(one.runEnds[0]?.status).toBe('ok');
  });

  test.each([
    ['without an inspector', []],
    ['with one that nobody is attached to', ['--inspect=0']],
  ])('stops, %s', async (_how, nodeArgs) => {
    const project = await createProject(config);
    const one = await project.spend({}, { nodeArgs });
    expect(said(one)).toMatchObject({ made: 3, budget: true });
    expect(one.events.map(event => event.type)).toEqual(['budget_alert', 'budget_exceeded']);
  });
});
