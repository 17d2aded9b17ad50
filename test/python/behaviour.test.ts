/** A program behaves as it would without the recorder, whatever is wrong with the recorder or its surroundings. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../recorder/support/agent.ts';
import { PACKAGE, PYTHON } from './support/python.ts';
import { provided, runPython, SHIM } from './support/run.ts';

test('what a program sees is the same with and without', async () => {
  const provider = await provided();
  const options = { args: [provider.url] };
  const [without, recorded] = [
    await runPython('behaviour.py', { ...options, env: { PYTHONPATH: '' } }),
    await runPython('behaviour.py', options),
  ];
  expect(without.out.split('\n').length).toBeGreaterThan(40);
  expect(recorded.out).toBe(without.out);
  expect(recorded.err).toBe(without.err);
  expect([recorded.code, recorded.signal]).toEqual([without.code, without.signal]);
  expect(recorded.code).toBe(7);
  expect(recorded.llm.length).toBeGreaterThanOrEqual(8);
  expect(recorded.events).toEqual([]);
});

describe('the shim', () => {
  const say = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    spawnSync(PYTHON, args, {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: temporaryFolder(), PYTHONDONTWRITEBYTECODE: '1', ...env },
    });
  const PATHS = 'import sys; print(sys.path)';

  test('leaves sys.path as it would have been', () => {
    const cwd = process.cwd();
    for (const others of ['', '/a', `/a${delimiter}/b`]) {
      const before = say(others === '' ? {} : { PYTHONPATH: others }, '-c', PATHS);
      const after = say({ PYTHONPATH: others === '' ? SHIM : SHIM + delimiter + others }, '-c', PATHS);
      expect(after.stdout).toBe(before.stdout);
    }
    // What was put in front of nothing leaves an empty entry, which means the working directory.
    expect(say({ PYTHONPATH: SHIM + delimiter }, '-c', PATHS).stdout).toBe(say({}, '-c', PATHS).stdout);
    expect(cwd).toBe(process.cwd());
  });

  test('runs the sitecustomize that stands behind it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sitecustomize.py'), 'import sys\nprint("theirs")\nfound = 1\n');
    const { stdout } = say(
      { PYTHONPATH: SHIM + delimiter + folder },
      '-c',
      'import sys, sitecustomize; print(sitecustomize.found, "spanmeter" in sys.modules)',
    );
    expect(stdout).toBe('theirs\n1 True\n');
    writeFileSync(join(folder, 'sitecustomize.py'), 'import no_such_module\n');
    expect(say({ PYTHONPATH: SHIM + delimiter + folder }, '-c', '').stderr).toBe(
      say({ PYTHONPATH: folder }, '-c', '').stderr,
    );
  });

  test('is not there where it is shadowed or switched off, and the program runs', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sitecustomize.py'), '');
    const loaded = 'import sys; print("spanmeter" in sys.modules)';
    expect(say({ PYTHONPATH: folder + delimiter + SHIM }, '-c', loaded).stdout).toBe('False\n');
    for (const option of ['-I', '-E', '-S'])
      expect(say({ PYTHONPATH: SHIM }, option, '-c', loaded)).toMatchObject({
        status: 0,
        stdout: 'False\n',
        stderr: '',
      });
    expect(say({ PYTHONPATH: SHIM }, '-s', '-c', loaded).stdout).toBe('True\n');
    expect(say({ PYTHONPATH: SHIM, SPANMETER: 'off' }, '-c', 'import sys; print(len(sys.meta_path))').stdout).toBe(
      say({}, '-c', 'import sys; print(len(sys.meta_path))').stdout,
    );
  });

  test('loads the newest version that is installed', () => {
    const home = temporaryFolder();
    const shim = join(home, '.spanmeter', 'python');
    mkdirSync(shim, { recursive: true });
    writeFileSync(join(shim, 'sitecustomize.py'), readFileSync(join(SHIM, 'sitecustomize.py')));
    for (const version of ['0.9.0', '0.10.0', '0.10.0-beta.1', 'x', '1.0.0']) {
      const folder = join(home, '.spanmeter', 'recorder', version, 'python', 'spanmeter');
      mkdirSync(folder, { recursive: true });
      if (version !== '1.0.0') writeFileSync(join(folder, '__init__.py'), `version = ${JSON.stringify(version)}\n`);
    }
    expect(say({ PYTHONPATH: shim, HOME: home }, '-c', 'import spanmeter; print(spanmeter.version)').stdout).toBe(
      '0.10.0\n',
    );
    writeFileSync(
      join(home, '.spanmeter', 'recorder', '0.10.0', 'python', 'spanmeter', '__init__.py'),
      'raise ValueError("broken")',
    );
    expect(say({ PYTHONPATH: shim, HOME: home }, '-c', 'print(1)')).toMatchObject({
      stdout: '1\n',
      stderr: '',
      status: 0,
    });
  });

  test('loads nothing heavy, and writes nothing where there is no call', () => {
    const home = temporaryFolder();
    const code =
      'import sys; print(sorted(name for name in sys.modules if name.startswith(("spanmeter", "json", "re", "http", "asyncio", "typing"))))';
    expect(say({ PYTHONPATH: SHIM, HOME: home }, '-S', '-c', code).stdout).toBe('[]\n');
    const { stdout } = say(
      { PYTHONPATH: SHIM, HOME: home },
      '-I',
      '-c',
      `import sys; sys.path.insert(0, ${JSON.stringify(PACKAGE)}); before = set(sys.modules); import spanmeter; print(sorted(set(sys.modules) - before))`,
    );
    const loaded = [...stdout.matchAll(/'([\w.]+)'/g)].map(match => match[1]);
    expect(loaded.filter(name => !name?.startsWith('spanmeter') && name !== '__future__' && name !== 'atexit')).toEqual(
      [],
    );
    expect(loaded.length).toBeLessThanOrEqual(7);
    expect(spawnSync('ls', ['-A', home], { encoding: 'utf8' }).stdout).toBe('');
  });
});

describe('surroundings that are wrong', () => {
  const ask = async (
    prepare: (home: string, project: string) => NodeJS.ProcessEnv,
    names = ['stream', 'connection'],
  ) => {
    const provider = await provided();
    const home = temporaryFolder();
    const project = join(home, 'project');
    mkdirSync(join(project, '.spanmeter'), { recursive: true });
    mkdirSync(join(home, '.spanmeter'), { recursive: true });
    const env = prepare(home, project);
    return runPython('library.py', {
      home,
      cwd: project,
      dir: join(project, '.spanmeter'),
      args: [provider.url, ...names],
      env,
    });
  };
  const OUT = 'stream: true\nconnection: true\n';

  test('a broken spanmeter.json', async () => {
    const { out, err, code, llm, events } = await ask((_, project) => {
      writeFileSync(join(project, 'spanmeter.json'), '{"budgets": [');
      return {};
    });
    expect([out, err, code]).toEqual([OUT, '', 0]);
    expect(llm).toHaveLength(3);
    expect(events).toMatchObject([
      { type: 'config_problem', file: 'spanmeter.json', message: expect.stringMatching(/^not JSON/) },
    ]);
  });

  test('a key that cannot be read', async () => {
    const { out, err, llm } = await ask(home => {
      mkdirSync(join(home, '.spanmeter', 'key'));
      return {};
    });
    expect([out, err]).toEqual([OUT, '']);
    expect(llm[0]?.request?.parts.user?.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('a log folder that cannot be written: said once', async () => {
    const { out, err, code } = await ask(home => {
      writeFileSync(join(home, 'file'), '');
      return { SPANMETER_DIR: join(home, 'file', 'log') };
    });
    expect([out, code]).toEqual([OUT, 0]);
    expect(err).toMatch(/^spanmeter: cannot write to .*ENOTDIR.*: this process is not recorded any more\n$/);
  });

  test('and nobody to say it to', async () => {
    const provider = await provided();
    const home = temporaryFolder();
    writeFileSync(join(home, 'file'), '');
    const code = `import os, sys, runpy; os.close(2); sys.stderr = None; sys.argv = ["library.py", ${JSON.stringify(provider.url)}, "stream", "connection"]; runpy.run_path("test/python/agents/library.py", run_name="__main__")`;
    const ended = await runPython('', {
      home,
      pythonArgs: ['-c', code],
      env: { SPANMETER_DIR: join(home, 'file', 'log') },
    });
    expect([ended.out, ended.code]).toEqual([OUT, 0]);
  });

  test('a home that cannot be written', async () => {
    const { out, err, llm } = await ask(home => {
      chmodSync(join(home, '.spanmeter'), 0o500);
      return {};
    });
    expect([out, err]).toEqual([OUT, '']);
    expect(llm).toHaveLength(3);
  });

  test('an interpreter that is shutting down', async () => {
    const provider = await provided();
    const code = `
import atexit, json, urllib.request
def ask():
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}).encode()
    print(len(urllib.request.urlopen(urllib.request.Request("${provider.url}/v1/chat/completions", body, {"authorization": "Bearer x"})).read()) > 9)
class Late:
    def __del__(self):
        try:
            ask()
        except Exception as error:
            print(type(error).__name__)
late = Late()
atexit.register(ask)
ask()
`;
    const [plain, ended] = [
      await runPython('', { pythonArgs: ['-c', code], plain: true }),
      await runPython('', { pythonArgs: ['-c', code] }),
    ];
    expect(ended.out).toBe(plain.out);
    expect(ended.code).toBe(plain.code);
    expect(ended.err).toBe(plain.err);
    expect(ended.llm.length).toBeGreaterThanOrEqual(2);
  });

  test('mistakes of the recorder’s own: the program goes on, and the log says so once', async () => {
    const provider = await provided();
    const code = `
import sys, runpy, spanmeter
from spanmeter.instance import recorder
def broken(*_):
    raise RuntimeError("mine")
recorder().prompts.measure = broken
sys.argv = ["library.py", ${JSON.stringify(provider.url)}, "stream", "connection", "plain"]
runpy.run_path("test/python/agents/library.py", run_name="__main__")
`;
    const ended = await runPython('', { pythonArgs: ['-c', code], env: { PYTHONPATH: PACKAGE } });
    expect([ended.err, ended.code]).toEqual(['', 0]);
    expect(ended.out).toMatch(/^stream: true\nconnection: true\nplain: "Hello/);
    expect(ended.events).toMatchObject([{ type: 'recorder_error', where: 'request', 'error.type': 'RuntimeError' }]);
    expect(ended.text).not.toContain('mine');
  });
});
