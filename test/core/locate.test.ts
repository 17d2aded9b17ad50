import { describe, expect, test } from 'vitest';
import { ancestors, configPaths, isAbsolute, type LocateOptions, locate } from '../../src/core/locate.ts';

function find(cwd: string, existing: readonly string[], more: Partial<LocateOptions> = {}) {
  return locate({ cwd, style: 'posix', exists: path => existing.includes(path), ...more });
}

describe('the log folder of a working directory', () => {
  test.each([
    ['the nearest .spanmeter', ['/a/.spanmeter', '/a/b/.git', '/a/b/c/package.json'], '/a'],
    ['the nearer of two', ['/a/.spanmeter', '/a/b/.spanmeter'], '/a/b'],
    ['else the nearest .git', ['/a/.git', '/a/b/.git', '/a/b/c/package.json'], '/a/b'],
    ['else the nearest package.json', ['/a/package.json', '/a/b/pyproject.toml'], '/a/b'],
    ['else the working directory', [], '/a/b/c'],
  ])('%s', (_, existing, project) => {
    expect(find('/a/b/c', existing)).toEqual({ dir: `${project}/.spanmeter`, project });
  });

  test('SPANMETER_DIR comes first, and may be relative', () => {
    expect(find('/a/b', ['/a/.spanmeter'], { override: '/logs/x' })).toEqual({ dir: '/logs/x', project: '/logs' });
    expect(find('/a/b', [], { override: 'logs' })).toEqual({ dir: '/a/b/logs', project: '/a/b' });
    expect(find('/a/b', [], { override: '' }).dir).toBe('/a/b/.spanmeter');
  });

  test('the folder of the user is not one of a project', () => {
    const existing = ['/home/u/.spanmeter', '/home/u/work/p/package.json'];
    expect(find('/home/u/work/p', existing, { home: '/home/u/' }).project).toBe('/home/u/work/p');
    expect(find('/home/u/work/p', existing).project).toBe('/home/u');
  });

  test('the root, trailing and doubled separators', () => {
    expect(find('/', [])).toEqual({ dir: '/.spanmeter', project: '/' });
    expect(find('//a///b/', ['/a/b/.git']).project).toBe('/a/b');
  });

  test.each([
    ['C:\\work\\p\\src', 'C:\\work\\p'],
    ['C:/work/p/src', 'C:/work\\p'],
    ['\\\\server\\share\\p\\src', '\\\\server\\share\\p'],
  ])('Windows: %s', (cwd, project) => {
    const exists = (path: string) => path.replaceAll('/', '\\') === `${project}\\.git`.replaceAll('/', '\\');
    expect(locate({ cwd, style: 'windows', exists }).dir.replaceAll('/', '\\')).toBe(
      `${project}\\.spanmeter`.replaceAll('/', '\\'),
    );
  });
});

test('the folders above one', () => {
  expect(ancestors('/a/b', 'posix')).toEqual(['/a/b', '/a', '/']);
  expect(ancestors('C:\\a', 'windows')).toEqual(['C:\\a', 'C:\\']);
  expect(ancestors('\\\\s\\t\\a', 'windows')).toEqual(['\\\\s\\t\\a', '\\\\s\\t\\']);
  expect(['/a', 'a', ''].map(path => isAbsolute(path, 'posix'))).toEqual([true, false, false]);
  expect(['C:\\a', 'C:a', '\\a'].map(path => isAbsolute(path, 'windows'))).toEqual([true, false, false]);
});

test('the configuration lies beside the log, else in the nearest folder that has one', () => {
  expect(configPaths({ dir: '/a/.spanmeter', project: '/a' }, '/a/b', 'posix')).toEqual([
    '/a/spanmeter.json',
    '/a/b/spanmeter.json',
    '/spanmeter.json',
  ]);
});
