// One process of the recorder's benchmark: the CPU time of one span begun and ended by hand, both lines written, in µs.
import { createRequire } from 'node:module';

const { startTrace, startSpan, endSpan } = createRequire(import.meta.url)(process.argv[2]);
const COUNT = 2000;
const { trace_id } = startTrace({ name: 'bench' });

function batch() {
  const before = process.cpuUsage();
  for (let at = 0; at < COUNT; at++)
    endSpan(startSpan(trace_id, { name: 'step', type: 'step' }).id, { status: 'completed' });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / COUNT;
}

batch();
const costs = Array.from({ length: 21 }, batch).sort((a, b) => a - b);
process.stdout.write(String(costs[costs.length >> 1]));
