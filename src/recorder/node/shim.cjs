// Spanmeter shim 1
// ~/.spanmeter/register.cjs: where NODE_OPTIONS points to, in every window and with every version. Installed by the
// extension and the CLI, never deleted: a missing --require file would break every node command of a terminal.
// It loads ~/.spanmeter/recorder/<version>/register.cjs, the newest there is, and nothing if there is none.
try {
  const { existsSync, readdirSync } = require('node:fs');
  const { join } = require('node:path');
  const folder = join(__dirname, 'recorder');
  const parts = name => name.split(/[.-]/).map(part => (/^\d+$/.test(part) ? Number(part) : -1));
  const newest = readdirSync(folder)
    .filter(name => /^\d+\.\d+\.\d+/.test(name) && existsSync(join(folder, name, 'register.cjs')))
    .sort((a, b) => {
      const [x, y] = [parts(a), parts(b)];
      const at = x.findIndex((part, index) => part !== (y[index] ?? Infinity));
      return at < 0 ? x.length - y.length : (y[at] ?? Infinity) - x[at];
    })[0];
  if (newest) require(join(folder, newest, 'register.cjs'));
} catch {
  // Whatever is wrong with the recorder, the program runs.
}
