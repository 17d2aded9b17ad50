import { describe, expect, test } from 'vitest';
import { siteOf } from '../../src/core/compiled-site.ts';
import type { CallSite } from '../../src/core/model.ts';

const SOURCES: Readonly<Record<string, CallSite>> = {
  '/work/dist/agent.js:20': { file: '/work/src/agent.ts', line: 7, column: 3 },
  '/work/dist/agent.js:900': { file: '/work/node_modules/openai/core.js', line: 88 },
};
const map = ({ file, line }: CallSite) => SOURCES[`${file}:${line}`];
const at = (line: number) => ({ 'code.file.path': '/work/dist/agent.js', 'code.line.number': line });
const framesAt = (...frames: readonly string[]) => ({ 'spanmeter.code.frames': frames });

describe('a place', () => {
  test('is the one in the source, where that is known', () => {
    expect(siteOf(at(20), map)).toEqual({ file: '/work/src/agent.ts', line: 7, column: 3 });
  });

  test('stands as it is, where it is not, or a library’s', () => {
    expect(siteOf({ ...at(21), 'code.column.number': 5, 'code.function.name': 'ask' }, map)).toEqual({
      file: '/work/dist/agent.js',
      line: 21,
      column: 5,
      function: 'ask',
    });
    expect(siteOf(at(900), map)).toEqual({ file: '/work/dist/agent.js', line: 900 });
  });

  test.each([0, -1, 1.5, '7', undefined])('needs a line: %s is none', line => {
    expect(siteOf({ 'code.file.path': '/a.js', ...(line !== undefined && { 'code.line.number': line }) }, map)).toBe(
      undefined,
    );
  });
});

describe('of the frames of a bundle', () => {
  test('the first that is no library’s', () => {
    const frames = framesAt('/work/dist/agent.js:900:4', '/work/dist/agent.js:20:11', '/work/dist/agent.js:900:4');
    expect(siteOf(frames, map)).toMatchObject({ file: '/work/src/agent.ts', line: 7 });
  });

  test('none without a map', () => {
    expect(siteOf(framesAt('/work/dist/agent.js:20:11'), () => undefined)).toBeUndefined();
  });

  test.each([['nonsense', ':1:2', '/a.js:0:1', '/a.js:x:1', '']])('what is none is passed over', (...frames) => {
    expect(siteOf(framesAt(...frames, '/work/dist/agent.js:20:11'), map)).toMatchObject({ line: 7 });
    expect(siteOf({ 'spanmeter.code.frames': 'nonsense' }, map)).toBeUndefined();
  });
});
