import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createHealth } from '../../src/recorder/node/health.ts';
import type { Recorder } from '../../src/recorder/node/recorder.ts';
import { createScopes } from '../../src/recorder/node/runs/scope.ts';
import { createAnnotate } from '../../src/recorder/node/site/annotate.ts';
import { annotated, annotationFor, mayBeAnnotated } from '../../src/recorder/node/site/annotations.ts';
import { createSites } from '../../src/recorder/node/site/capture.ts';

const HERE = fileURLToPath(import.meta.url);

function annotator() {
  const problems: string[] = [];
  const scopes = createScopes();
  const health = createHealth(where => problems.push(where));
  const recorder = { health, scopes, sites: createSites() } as unknown as Recorder;
  return { annotate: createAnnotate(recorder), site: () => scopes.current()?.site, problems };
}

test('a method stays what it is, and is known to be called from here', async () => {
  const { annotate, site } = annotator();
  const promise = Promise.resolve(1);
  class Base {
    inherited() {
      return site()?.file;
    }
  }
  class Client extends Base {
    readonly #key = 'own';
    create(_a: string, _b?: number) {
      return promise;
    }
    which() {
      return [this.#key, site()?.file, site()?.name] as const;
    }
    fail(): never {
      throw new RangeError('no');
    }
  }
  annotate(Client, ['create', 'which', 'fail', 'inherited', 'absent']);
  const client = new Client();
  expect(client.create('a')).toBe(promise);
  expect([client.create.name, client.create.length]).toEqual(['create', 2]);
  expect(Object.keys(Client.prototype)).toEqual([]);
  expect(client.which().slice(0, 2)).toEqual(['own', HERE]);
  expect(() => client.fail()).toThrow(RangeError);
  expect(client.inherited()).toBe(HERE);
  // Only this class: others that have the method from the same one are not its SDK's.
  expect(new Base().inherited()).toBeUndefined();
  expect(site()).toBeUndefined();
  // Twice is once.
  const { create } = Client.prototype;
  annotate(Client, ['create']);
  expect(Client.prototype.create).toBe(create);
});

test('a function is replaced by one that stands for it', () => {
  const { annotate, site } = annotator();
  const ask = (question: string) => `${question} at ${site()?.file === HERE}`;
  const wrapped = annotate(ask) as typeof ask;
  expect([wrapped('Hi'), wrapped.name, wrapped.length]).toEqual(['Hi at true', 'ask', 1]);
  expect(annotate(wrapped)).toBe(wrapped);
});

test('what is no class does no harm', () => {
  const { annotate, problems } = annotator();
  for (const target of [undefined, null, {}, 'Client', () => 0, Symbol('x')]) annotate(target, ['create']);
  expect(problems).toEqual([]);
});

describe('the line that a file gets', () => {
  test.each([
    '/app/node_modules/openai/resources/chat/completions/completions.mjs',
    'file:///app/node_modules/.pnpm/openai@7/node_modules/openai/resources/responses/responses.js?x=1',
    'C:\\app\\node_modules\\@anthropic-ai\\sdk\\resources\\messages\\messages.js',
    '/app/node_modules/ai/dist/index.mjs',
    '/app/node_modules/@langchain/core/dist/runnables/base.cjs',
  ])('%s', path => {
    expect(mayBeAnnotated(path)).toBe(true);
    const line = annotationFor(path) ?? '';
    expect(line).toMatch(/^\n;try\{.*\}catch\{\}\n$/);
    // It runs where none of its names is there, in strict mode and in sloppy mode, and makes no globals.
    const before = Object.keys(globalThis);
    for (const mode of ['"use strict"', '']) new Function(`${mode}${line}`)();
    expect(Object.keys(globalThis)).toEqual(before);
    expect(annotated('code()', line)).toBe(`code()${line}`);
    expect(annotated(`code()${line}`, line)).toBe(`code()${line}`);
  });

  test.each(['/app/src/openai.js', '/app/node_modules/openai/resources/files.mjs', '/app/node_modules/react/index.js'])(
    'none: %s',
    path => {
      expect(annotationFor(path)).toBeUndefined();
    },
  );
});
