/** `docs/matrix.md`, from what was found. */
import type { Scenario } from './provider.mjs';
import { SCENARIOS } from './provider.mjs';
import type { Row } from './rows.ts';
import { packageOf } from './run.ts';

const COLUMNS: Readonly<Record<Scenario, string>> = {
  plain: 'plain',
  streamed: 'streamed',
  tools: 'tool call',
  aborted: 'left half-way',
  broken: 'broken off',
  retry429: '429',
  retry500: '500',
  failing: '400',
  refused: 'refused',
};

const HEAD = `<!-- Written by test/recorder/sdks/matrix.test.ts (\`vitest run --project sdks -u\`): do not edit. -->

# What is recorded, SDK by SDK

Each row is a package from npm in a process of its own, with the recorder loaded by \`--require\`, against a provider on 127.0.0.1. ✓ means: exactly one
record for each HTTP request, at the line of the program that called the SDK, with the model, the attempt, and the usage the provider
reported; and the program saw what it sees without the recorder.

- **left half-way**: the program aborts or leaves the stream. **broken off**: the connection breaks. Usage is then what had been reported so far
  (*partial*), or an estimate from sizes (*estimated*), and said to be.
- **429**, **500**: the first attempt is answered so. **400**: every attempt is.
- **tool call**: one in a plain answer, the same in a streamed one, and a request with its result. The log has them all, with equal hashes for
  equal arguments and results, whatever form the API gives them: that is how loops are found.
- **refused**: a limit is reached, for a plain call and for a stream. Nothing is sent, the SDK makes one attempt, and \`isBudgetExceeded(error)\` knows its error.

`;

/** The page: a line for each row, with a cell for each scenario. */
export function page(rows: readonly { readonly row: Row; readonly cells: ReadonlyMap<Scenario, string> }[]): string {
  const titles = ['package', 'asked for', 'over', ...SCENARIOS.map(scenario => COLUMNS[scenario])];
  const lines = rows.map(({ row, cells }) => {
    const { name, version } = packageOf(row);
    return [`\`${name}\` ${version}`, row.api, row.transport, ...SCENARIOS.map(scenario => cells.get(scenario) ?? '–')];
  });
  const table = [titles, titles.map((_, index) => (index < 3 ? ':--' : ':-:')), ...lines];
  return `${HEAD}${table.map(cells => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
