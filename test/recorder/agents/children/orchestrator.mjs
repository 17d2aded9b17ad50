// Makes no call itself: starts two agents, one after the other. `node orchestrator.mjs [script]`
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL(process.argv[2] ?? 'call.mjs', import.meta.url));
for (const model of ['first', 'second']) {
  await new Promise(done => spawn(process.execPath, [child, model], { stdio: 'inherit' }).on('close', done));
}
