import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { readOnce } from '../../src/log/read-once.ts';
import { createSourceMaps } from '../../src/log/source-maps.ts';
import { LogBuilder, T0 } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { tempDir } from './temp.ts';

const SOURCE = `interface Question {
  readonly model: string;
}

type Sent = Promise<unknown>;

export async function ask(question: Question): Sent {
  return fetch('http://127.0.0.1:1/', { method: 'POST', body: JSON.stringify(question) });
}
`;
const LINE = 8;
/** When the programs of these tests were built, and a moment at which they ran. */
const BUILT = T0 - 60_000;
const RAN = T0;

interface Project {
  readonly root: string;
  /** the log folder */
  readonly dir: string;
  readonly source: string;
  readonly compiled: string;
}

function project(): Project {
  const root = realpathSync(tempDir());
  const source = join(root, 'src', 'agent.ts');
  mkdirSync(dirname(source));
  mkdirSync(join(root, 'dist'));
  writeFileSync(source, SOURCE);
  return { root, dir: join(root, '.spanmeter'), source, compiled: join(root, 'dist', 'agent.js') };
}

function date(at: number, ...files: readonly string[]): void {
  for (const file of files) if (existsSync(file)) utimesSync(file, at / 1000, at / 1000);
}

function bundle({ source, compiled }: Project, options: BuildOptions = {}): void {
  buildSync({ entryPoints: [source], outfile: compiled, bundle: true, format: 'esm', sourcemap: true, ...options });
  date(BUILT, compiled, `${compiled}.map`);
}

/** Where `fetch` is called in the compiled file, as a stack tells it. */
function place(file: string) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex(text => text.includes('fetch('));
  return { file, line: line + 1, column: (lines[line]?.indexOf('fetch(') ?? 0) + 1 };
}

const locate = ({ compiled, dir }: Project, at = RAN) => createSourceMaps()(place(compiled), at, dir);

describe('a compiled line is told as the line it was made of', () => {
  test('by tsc', () => {
    const here = project();
    const options = ['--ignoreConfig', '--sourceMap', '--target', 'es2022', '--module', 'esnext', '--types', ''];
    const tsc = resolve('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, ...options, '--outDir', dirname(here.compiled), here.source]);
    date(BUILT, here.compiled, `${here.compiled}.map`);
    expect(place(here.compiled).line).not.toBe(LINE);
    expect(locate(here)).toMatchObject({ file: here.source, line: LINE });
  });

  test.each<[string, BuildOptions]>([
    ['with its map beside it', {}],
    ['minified', { minify: true }],
    ['with its map within it', { sourcemap: 'inline' }],
    ['that does not name its map', { sourcemap: 'external' }],
  ])('by esbuild, a bundle %s', (_, options) => {
    const here = project();
    bundle(here, options);
    expect(locate(here)).toMatchObject({ file: here.source, line: LINE });
  });

  test('in what is read from a log', async () => {
    const here = project();
    bundle(here);
    const { file, line, column } = place(here.compiled);
    const log = new LogBuilder().run();
    log.call({ a: { 'code.file.path': file, 'code.line.number': line, 'code.column.number': column } });
    const [name, folder] = [`${Date.now()}-4999999-0-aaaa.jsonl`, join(here.dir, 'runs', '2026-11-21')];
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), log.lines.join('\n').concat('\n'));
    const { snapshot } = await readOnce(here.dir, { price });
    expect(snapshot.runs[0]?.calls[0]?.site).toMatchObject({ file: here.source, line: LINE });
  });
});

describe('a compiled line stands', () => {
  const cases: readonly [string, (here: Project) => void][] = [
    ['without a map', ({ compiled }) => rmSync(`${compiled}.map`)],
    ['with a map that is none', ({ compiled }) => writeFileSync(`${compiled}.map`, '{"version":3,"mappings":7}')],
    ['with half a map', ({ compiled }) => truncateSync(`${compiled}.map`, 60)],
    [
      'with mappings that can not be read',
      ({ compiled }) =>
        writeFileSync(`${compiled}.map`, '{"version":3,"sources":["../src/agent.ts"],"mappings":"!!§"}'),
    ],
    [
      'with the map of another program',
      ({ compiled }) =>
        writeFileSync(
          `${compiled}.map`,
          '{"version":3,"sources":["gone.ts"],"names":[],"mappings":"AAAA;AAAA;AAAA;AAAA"}',
        ),
    ],
    ['with a map that is too long', ({ compiled }) => truncateSync(`${compiled}.map`, 17 * 1024 * 1024)],
    ['without its source', ({ source }) => rmSync(source)],
    ['without its file', ({ compiled }) => rmSync(compiled)],
  ];
  test.each(cases)('%s', (_, spoil) => {
    const here = project();
    bundle(here);
    const at = place(here.compiled);
    spoil(here);
    date(BUILT, `${here.compiled}.map`);
    expect(createSourceMaps()(at, RAN, here.dir)).toBeUndefined();
  });

  test('where the program was built again since', () => {
    const here = project();
    bundle(here);
    expect(locate(here, BUILT - 1)).toBeUndefined();
  });

  test('where map or source lie outside the project of the log', () => {
    const [here, other] = [project(), project()];
    bundle(here);
    bundle(other);
    expect(createSourceMaps()(place(other.compiled), RAN, here.dir)).toBeUndefined();
    writeFileSync(
      here.compiled,
      readFileSync(here.compiled, 'utf8').replace('=agent.js.map', `=${other.compiled}.map`),
    );
    date(BUILT, here.compiled);
    expect(locate(here)).toBeUndefined();
    bundle(other, { outfile: here.compiled });
    date(BUILT, here.compiled, `${here.compiled}.map`);
    expect(locate(here)).toBeUndefined();
  });
});

test('each call is told by the build it ran', () => {
  const here = project();
  const clock = { now: RAN };
  const maps = createSourceMaps(() => clock.now);
  bundle(here);
  const first = place(here.compiled);
  expect(maps(first, RAN, here.dir)).toMatchObject({ line: LINE });
  writeFileSync(here.source, `// One more line.\nconsole.log(1);\n${SOURCE}`);
  bundle(here);
  date(BUILT + 120_000, here.compiled, `${here.compiled}.map`);
  clock.now = RAN + 120_000;
  expect(maps(place(here.compiled), RAN + 120_000, here.dir)).toMatchObject({ line: LINE + 2 });
  expect(maps(first, RAN, here.dir)).toMatchObject({ line: LINE });
});

test('a folder that was opened through a link', () => {
  const here = project();
  bundle(here);
  const link = join(tempDir(), 'link');
  symlinkSync(here.root, link, 'dir');
  expect(locate({ ...here, dir: join(link, '.spanmeter') })).toMatchObject({ file: here.source, line: LINE });
});
