/**
 * Children join the run. What starts them is hooked when the program first loads it: most programs under a preload start
 * nothing, and loading these modules for them would cost more than all the rest of the recorder.
 */
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { createChildHooks } from './processes.ts';
import { loaderOption } from './variables.ts';

/** Returns what is to be told of each module that is loaded. `home` is the folder of the recorder's files. */
export function hookChildren(recorder: Recorder, home: string): (id: string) => void {
  const hooks = createChildHooks(recorder, loaderOption(home));
  const done = new Set<string>();
  hooks.hookExecve();
  // Said by the platform when a process object has been made and is about to start: whoever made it, and by any way.
  builtin('node:diagnostics_channel').subscribe('child_process', message => {
    const { process: child } = message as { process?: object };
    if (child !== undefined) hooks.hookSpawn(Object.getPrototypeOf(child));
  });
  const onBuiltin = (id: string) => {
    const name = id.replace(/^node:/, '');
    if ((name !== 'child_process' && name !== 'worker_threads') || done.has(name)) return;
    done.add(name);
    recorder.health.attempt('children', () => {
      if (name === 'child_process') hooks.hookSync();
      else recorder.runs.shareWithThreads();
    });
  };
  // Of what an older Node imports nothing is told: there, all is hooked when there is something to join.
  const isTold = 'registerHooks' in builtin('node:module');
  recorder.onFirstRun(() => {
    onBuiltin('worker_threads');
    if (!isTold) onBuiltin('child_process');
  });
  return onBuiltin;
}
