/** Loads the built extension beside a `vscode` that answers everything, activates it, and tells what that took. */
const fs = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

/** Anything: callable, constructible, iterable, with any member. */
function anything() {
  return new Proxy(class Anything {}, {
    get(_, key) {
      if (key === Symbol.iterator) return [][Symbol.iterator];
      if (key === Symbol.toPrimitive) return () => '';
      if (key === 'then') return undefined;
      if (key === 'workspaceFolders' || key === 'textDocuments') return [];
      if (key === 'isTrusted') return true;
      return anything();
    },
    set: () => true,
    apply: () => anything(),
    construct: () => anything(),
  });
}

// The bundle copies the members of the module by their names.
const NAMES =
  'window workspace languages commands debug env Disposable EventEmitter ThemeColor ThemeIcon MarkdownString Uri Range Position ViewColumn StatusBarAlignment Diagnostic DiagnosticSeverity CodeAction CodeActionKind CodeLens CancellationError';
const vscode = Object.fromEntries(NAMES.split(' ').map(name => [name, anything()]));
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const counted = { reads: 0 };
const count = (object, name) => {
  const original = object[name];
  object[name] = function (...args) {
    counted.reads++;
    return original.apply(this, args);
  };
};
const began = performance.now();
const extension = require(join(process.cwd(), 'dist', 'extension.cjs'));
const loaded = performance.now();
for (const name of [
  'readFileSync',
  'readFile',
  'openSync',
  'open',
  'createReadStream',
  'readdirSync',
  'statSync',
  'existsSync',
])
  count(fs, name);
for (const name of ['readFile', 'open', 'readdir', 'stat']) count(fs.promises, name);
extension.activate({
  extensionUri: { fsPath: process.cwd() },
  extension: { packageJSON: {} },
  environmentVariableCollection: anything(),
  subscriptions: [],
});
const activated = performance.now();
process.stdout.write(JSON.stringify({ require: loaded - began, activate: activated - loaded, reads: counted.reads }));
process.exit(0);
