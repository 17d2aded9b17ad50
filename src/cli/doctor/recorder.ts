/** Is the recorder there, and does this shell load it? */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeOption } from '../../inject/options.ts';
import type { Io } from '../io.ts';
import type { Check } from './check.ts';

/** `hasCalls`: something was recorded, so programs that load the package by themselves may be all there is to it. */
export function recorderChecks(io: Io, hasCalls: boolean): readonly Check[] {
  const root = join(io.home, '.spanmeter');
  return [installed(root, hasCalls), shell(root, io)];
}

function installed(root: string, hasCalls: boolean): Check {
  const shim = join(root, 'register.cjs');
  const remedy =
    'Start your program with "spanmeter run -- …", or use "Spanmeter: Open Terminal with Recording" in VS Code: both install it.';
  if (!existsSync(shim)) {
    const text = hasCalls
      ? `No recorder is installed in ${root}: only programs that load it themselves are recorded.`
      : `No recorder is installed: ${shim} is missing.`;
    return { code: 'recorder', level: hasCalls ? 'note' : 'warning', text, remedy };
  }
  const versions = versionsIn(join(root, 'recorder'));
  if (versions.length === 0) {
    return { code: 'recorder', level: 'error', text: `${shim} is there, but no recorder behind it.`, remedy };
  }
  return { code: 'recorder', level: 'ok', text: `Recorder installed: ${versions.join(', ')} in ${root}.` };
}

/** The versions that can be loaded: those with a body. */
function versionsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => existsSync(join(folder, name, 'register.cjs')));
  } catch {
    // No such folder, so no versions.
    return [];
  }
}

function shell(root: string, { env }: Io): Check {
  if (env['SPANMETER'] === 'off') {
    return {
      code: 'shell',
      level: 'warning',
      text: 'SPANMETER=off is set here: programs started from this shell are not recorded.',
      remedy: 'Unset SPANMETER.',
    };
  }
  const options = env['NODE_OPTIONS'] ?? '';
  const loads = options.replaceAll('\\', '/').includes('/.spanmeter/register.cjs');
  if (loads) return { code: 'shell', level: 'ok', text: 'Node programs started from this shell are recorded.' };
  return {
    code: 'shell',
    level: 'note',
    text: 'This shell does not load the recorder: only programs that load it themselves are recorded from here.',
    remedy: 'Use "spanmeter run -- …", "Spanmeter: Open Terminal with Recording" in VS Code, or set NODE_OPTIONS here.',
    paste: `export NODE_OPTIONS='${nodeOption(join(root, 'register.cjs'))}'`,
  };
}
