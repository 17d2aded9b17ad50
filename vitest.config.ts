import { defineConfig } from 'vitest/config';

// The tiers, from the fastest to the slowest. Each is a project: `vitest run --project unit`. A time limit is there to end
// what hangs, however slow the machine: how long things may take is said in test/bench.
const tier = (name: string, include: string[], options: object = {}) => ({
  test: { name, include, environment: 'node', ...options },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', ['test/*.test.ts', 'test/{core,webview,vscode,inject}/**/*.test.ts'], {
        exclude: ['**/*.browser.test.ts'],
        testTimeout: 60_000,
      }),
      tier('log', ['test/{log,scripts,cli}/**/*.test.ts'], { testTimeout: 60_000 }),
      tier('recorder', ['test/{recorder,support,demo}/**/*.test.ts'], {
        exclude: ['test/recorder/sdks/**'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
      tier('sdks', ['test/recorder/sdks/*.test.ts'], { testTimeout: 120_000, hookTimeout: 120_000 }),
      tier('python', ['test/{python,conformance}/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 300_000 }),
      tier('python-sdks', ['test/python-sdks/**/*.test.ts'], { testTimeout: 180_000, hookTimeout: 300_000 }),
      tier('editor', ['test/**/*.browser.test.ts', 'test/editor/**/*.test.ts'], {
        testTimeout: 180_000,
        hookTimeout: 300_000,
        // One editor at a time: the machine is shared, and a screenshot of a starved editor says nothing.
        fileParallelism: false,
      }),
    ],
  },
});
