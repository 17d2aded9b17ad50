import { describe, expect, test } from 'vitest';
import { resolveCommand } from '../../../src/cli/run/resolve.ts';

describe('on Windows', () => {
  const there = [
    'C:\\Program Files\\nodejs\\node.exe',
    'C:\\Program Files\\nodejs\\npm.cmd',
    'C:\\app\\node_modules\\.bin\\tsx.cmd',
  ];
  const options = {
    platform: 'win32',
    env: { PATH: 'C:\\Windows;C:\\Program Files\\nodejs', pathext: '.EXE;.CMD', COMSPEC: 'C:\\Windows\\cmd.exe' },
    cwd: 'C:\\app',
    exists: (path: string) => there.some(file => file.toLowerCase() === path.toLowerCase()),
  } as const;
  const resolve = (...command: [string, ...string[]]) => resolveCommand(command, options);

  test('a program is found on the path, and started as it is', () => {
    expect(resolve('node', 'my agent.mjs', 'a "b"')).toEqual({
      file: 'C:\\Program Files\\nodejs\\node.exe',
      args: ['my agent.mjs', 'a "b"'],
      verbatim: false,
    });
    expect(resolve('gone.exe', 'x')).toEqual({ file: 'gone.exe', args: ['x'], verbatim: false });
  });

  test.each([
    [['npm', 'run', 'my script'], '"C:\\Program^ Files\\nodejs\\npm.cmd ^"run^" ^"my^ script^""'],
    [
      ['npm', 'a&calc', '%PATH%', 'say "hi"', 'C:\\end\\'],
      '"C:\\Program^ Files\\nodejs\\npm.cmd ^"a^&calc^" ^"^%PATH^%^" ^"say^ \\^"hi\\^"^" ^"C:\\end\\\\^""',
    ],
    [['node_modules/.bin/tsx', 'a&b'], '"C:\\app\\node_modules\\.bin\\tsx.cmd ^^^"a^^^&b^^^""'],
  ] as const)('a script is run by the interpreter, its arguments without any meaning there: %j', (command, line) => {
    const [program, ...args] = command;
    expect(resolve(program, ...args)).toEqual({
      file: 'C:\\Windows\\cmd.exe',
      args: ['/d', '/s', '/c', line],
      verbatim: true,
    });
  });
});

test('elsewhere a command stands as it is', () => {
  const command = ['npm', 'run', 'a b'] as const;
  expect(resolveCommand([...command], { platform: 'linux', env: {}, cwd: '/' })).toEqual({
    file: 'npm',
    args: ['run', 'a b'],
    verbatim: false,
  });
});
