/** What a repository's own files say about where it stands, without starting `git`. */
import { dirname, isAbsolute, join } from 'node:path';
import type { ProcessLine } from '../../../core/wire.ts';
import type { Files } from '../platform.ts';

const SMALL = 4096;
const PACKED_REFS_BYTES = 1024 * 1024;

/** Commit and branch of the repository around a folder. Whether it is dirty is not cheap to know, and left out. */
export function readGit(files: Files, cwd: string): ProcessLine['git'] {
  const gitDir = findGitDir(files, cwd);
  const head = gitDir && files.readText(join(gitDir, 'HEAD'), SMALL)?.trim();
  if (gitDir === undefined || head === undefined) return undefined;
  const ref = /^ref: (refs\/[^\s]+)$/.exec(head)?.[1];
  if (ref === undefined) return isCommit(head) ? { head } : undefined;
  const branch = ref.replace(/^refs\/heads\//, '');
  const commit = resolveRef(files, gitDir, ref);
  return commit === undefined ? { branch } : { head: commit, branch };
}

function findGitDir(files: Files, cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, '.git');
    if (files.existsSync(join(path, 'HEAD'))) return path;
    // A worktree or a submodule: a file that names the folder.
    const named = files.existsSync(path) ? /^gitdir: (.+)$/m.exec(files.readText(path, SMALL) ?? '')?.[1] : undefined;
    if (named !== undefined) return isAbsolute(named) ? named : join(folder, named);
    if (dirname(folder) === folder) return undefined;
  }
}

function resolveRef(files: Files, gitDir: string, ref: string): string | undefined {
  const common = files.readText(join(gitDir, 'commondir'), SMALL)?.trim();
  const folders = common === undefined ? [gitDir] : [gitDir, isAbsolute(common) ? common : join(gitDir, common)];
  for (const folder of folders) {
    const loose = files.readText(join(folder, ref), SMALL)?.trim();
    if (isCommit(loose)) return loose;
    const packed = files.readText(join(folder, 'packed-refs'), PACKED_REFS_BYTES);
    const line = packed
      ?.split('\n')
      .find(entry => entry.endsWith(` ${ref}`))
      ?.slice(0, -ref.length - 1);
    if (isCommit(line)) return line;
  }
  return undefined;
}

function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text);
}
