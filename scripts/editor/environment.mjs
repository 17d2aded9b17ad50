import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withNode24 } from '../lib/node-24.mjs';

// What an editor, npm, vitest or a recorder around us has put into the environment for its own children: an editor that
// inherits it would try to open in the outer window, listen on its port, or take part in the outer run. The person's own
// budget and content settings stay.
const OUTER = [
  /^(VSCODE_|CODE_SERVER_|ELECTRON_|VITEST|npm_)/,
  /^(PORT|PASSWORD|HASHED_PASSWORD|NODE_ENV|NODE_OPTIONS|TEST)$/,
  /^SPANMETER_(?!BUDGET_USD$|CONTENT$)/,
];

/** The caller's environment without the traces of outer tools, and with Node 24 first on the PATH. */
export function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !OUTER.some(pattern => pattern.test(name)));
  return withNode24(Object.fromEntries(kept));
}

/**
 * The environment of an editor that nobody's own files are in: a home folder of its own, a plain shell, no marketplace,
 * and a mark by which everything started from it can be found again.
 */
export function editorEnvironment({ home, runtime, mark, extra = {} }) {
  const environment = cleanEnvironment();
  const [markName, markValue] = mark.split('=');
  return {
    ...environment,
    LANG: environment.LANG ?? 'C.UTF-8',
    ...(existsSync('/bin/bash') ? { SHELL: '/bin/bash' } : {}), // zsh greets an empty home with a questionnaire
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_RUNTIME_DIR: runtime,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // nothing leaves the machine
    ...extra,
    [markName]: markValue,
  };
}
