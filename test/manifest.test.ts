/** package.json says what the code says: commands, settings, versions, and what is shipped. */
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./support/vscode.ts'));

const { COMMANDS } = await import('../src/vscode/commands.ts');
const { SETTINGS } = await import('../src/vscode/settings.ts');
const { DASHBOARD_ACTIONS } = await import('../src/core/views/messages.ts');

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('each command is declared with the title it has', () => {
  const declared = Object.fromEntries(
    manifest.contributes.commands.map((entry: { command: string; title: string }) => [entry.command, entry.title]),
  );
  const known = Object.fromEntries(Object.entries(COMMANDS).map(([id, { title }]) => [`spanmeter.${id}`, title]));
  expect(declared).toEqual(known);
});

test('each setting is declared with its type and default', () => {
  const declared = Object.fromEntries(
    Object.entries<{ type: string; default: unknown }>(manifest.contributes.configuration.properties).map(
      ([key, { type, default: value }]) => [key.replace('spanmeter.', ''), [type, value]],
    ),
  );
  expect(declared).toEqual(
    Object.fromEntries(Object.entries(SETTINGS).map(([key, value]) => [key, [typeof value, value]])),
  );
});

test('what the dashboard may ask for is a command', () => {
  expect(DASHBOARD_ACTIONS.filter(action => !(action in COMMANDS))).toEqual([]);
});

test('the types are no newer than the oldest editor', () => {
  expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode);
});

test('nothing is needed at run time: what is used is bundled', () => {
  expect(manifest.dependencies).toBeUndefined();
});

test('no network address but documentation stands in the manifest', () => {
  expect(JSON.stringify(manifest.contributes)).not.toMatch(/https?:/);
});
