/** Who may import whom. The table is CONTRIBUTING's; a wall is moved there and here, never worked around. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = resolve('src');

/** `node`, `chokidar`, `preact` and `api:vscode` stand for packages; `core/pricing` for that folder alone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  log: ['log', 'core', 'sources', 'node', 'chokidar', '@jridgewell/trace-mapping'],
  sources: ['sources', 'core', 'node'],
  recorder: [
    'recorder',
    'core/wire',
    'core/money',
    'core/locate',
    'core/usage',
    'core/pricing',
    'core/budgets',
    'node',
  ],
  inject: ['inject', 'node'],
  cli: ['cli', 'core', 'log', 'sources', 'inject', 'node'],
  vscode: ['vscode', 'core', 'log', 'sources', 'inject', 'node', 'api:vscode'],
  webview: ['webview', 'core', 'preact'],
};

const IMPORT =
  /^\s*(?:import|export)\b[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^\s*import\s*['"]([^'"]+)['"]/gm;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(file => /\.tsx?$/.test(file));

/** What an import reaches: a path within src without its ending, or the name of a package. */
function reach(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return relative(SRC, resolve(SRC, file, '..', specifier))
      .split(sep)
      .join('/')
      .replace(/\.\w+$/, '');
  }
  if (specifier.startsWith('node:')) return 'node';
  if (specifier === 'vscode') return 'api:vscode';
  return specifier.startsWith('preact') || specifier.startsWith('@preact/') ? 'preact' : specifier;
}

/** Imports of types alone are gone when the code runs: they count for the walls, but make no circles. */
const TYPES_ONLY = /^\s*(?:import|export) type\b/;

const importsOf = (file: string, types = true): string[] =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(IMPORT)]
    .filter(match => types || !TYPES_ONLY.test(match[0]))
    .map(match => reach(file, match[1] ?? match[2] ?? match[3] ?? ''));

const isWithin = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);

test.each(files)('%s imports only what its room may', file => {
  const rooms = MAY_IMPORT[file.split(sep)[0] ?? ''] ?? [];
  expect(importsOf(file).filter(path => !rooms.some(room => isWithin(path, room)))).toEqual([]);
});

describe('the wall itself', () => {
  test('sees a wrong import', () => {
    expect(reach('core/a.ts', 'node:fs')).toBe('node');
    expect(reach('core/a.ts', '../vscode/extension.ts')).toBe('vscode/extension');
    expect(reach('vscode/a.ts', 'vscode')).toBe('api:vscode');
  });

  test('no file imports itself in a circle', () => {
    const graph = new Map(
      files.map(file => [
        file
          .split(sep)
          .join('/')
          .replace(/\.\w+$/, ''),
        importsOf(file, false).filter(path => path.includes('/')),
      ]),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });
});
