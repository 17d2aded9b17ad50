import { findProgram } from './find-program.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

// Waits for another apt on the machine instead of failing, and never asks about a changed config file.
const OPTIONS = [
  '-y',
  '-qq',
  '-o',
  'DPkg::Lock::Timeout=180',
  '-o',
  'Acquire::Retries=3',
  '-o',
  'Dpkg::Options::=--force-confold',
];

/** How to call apt-get with the right to install, or why that is impossible here. */
async function aptCommand() {
  const apt = findProgram(['apt-get']);
  if (!apt) return { reason: 'there is no apt-get on this machine' };
  const nonInteractive = ['env', 'DEBIAN_FRONTEND=noninteractive', apt];
  if (process.getuid?.() === 0) return { command: nonInteractive };
  const sudo = findProgram(['sudo']);
  if (!sudo) return { reason: 'apt-get needs root, and there is no sudo' };
  try {
    await run(sudo, ['-n', 'true']);
    return { command: [sudo, '-n', ...nonInteractive] };
  } catch {
    return { reason: 'apt-get needs root, and sudo asks for a password' };
  }
}

/** Installs Debian packages without a question asked. Throws a Problem that says why it cannot. */
export async function aptInstall(packages) {
  const { command, reason } = await aptCommand();
  if (!command) throw new Problem(reason);
  const [program, ...prefix] = command;
  const updated = await run(program, [...prefix, 'update', '-qq']).catch(error => error);
  try {
    await run(program, [...prefix, 'install', ...OPTIONS, '--no-install-recommends', ...packages], {
      what: `apt-get install ${packages.join(' ')}`,
    });
  } catch (error) {
    // A failed update is only worth a word when the install failed as well: it is then the likelier cause.
    throw updated instanceof Error
      ? new Problem(`${error.message}\n(apt-get update had failed: ${updated.message})`)
      : error;
  }
}
