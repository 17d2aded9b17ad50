/**
 * Tells a webhook that a budget is nearly gone. A small process of its own does it: the program is not held for the answer,
 * and the word gets out even where the program ends with the very next statement. The address is in its environment alone,
 * as it is in ours: it is never written anywhere.
 */
import { basename } from 'node:path';
import { builtin, environment } from '../../platform.ts';

const WEBHOOK_TIMEOUT_MS = 5000;

// Exit codes are all that is heard of it: neither the address nor the answer.
const SENDER = `
const { SPANMETER_ALERT_URL: url, SPANMETER_ALERT_TEXT: text } = process.env;
setTimeout(() => process.exit(3), ${WEBHOOK_TIMEOUT_MS});
fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ text }),
  redirect: 'error',
}).then(response => process.exit(response.ok ? 0 : 2), () => process.exit(1));
`;

const FAILURES: Readonly<Record<number, string>> = { 1: 'not_reached', 2: 'refused', 3: 'timeout' };

/** `onEnd` hears `undefined` where it was delivered, else a word for what went wrong; nothing, where the program ends before. */
export function sendAlert(variable: string, text: string, onEnd: (failure: string | undefined) => void): void {
  const url = environment(variable);
  const problem = problemOf(url);
  if (problem !== undefined) {
    onEnd(problem);
    return;
  }
  const { NODE_OPTIONS: _options, ...rest } = process.env;
  try {
    const child = builtin('node:child_process').spawn(process.execPath, ['-e', SENDER], {
      env: { ...rest, SPANMETER: 'off', SPANMETER_ALERT_URL: url, SPANMETER_ALERT_TEXT: text },
      stdio: 'ignore',
      // Ctrl-C is meant for the program.
      detached: true,
      windowsHide: true,
    });
    child.on('error', () => onEnd('not_started'));
    child.on('exit', code => onEnd(code === 0 ? undefined : (FAILURES[code ?? 0] ?? 'failed')));
    child.unref();
  } catch {
    onEnd('not_started');
  }
}

function problemOf(url: string | undefined): string | undefined {
  if (url === undefined) return 'not_set';
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return 'not_a_web_address';
  // A program packed into one file is its own `node`: it would begin anew.
  return /^(?:node|nodejs|bun)[-.\d]*(?:\.exe)?$/i.test(basename(process.execPath)) ? undefined : 'unsupported_runtime';
}

/** A name in Slack's text format: nothing in it is a link or a mention. */
export function slackText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
