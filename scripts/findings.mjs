/**
 * npm run findings: docs/findings.md, from the doc comments of the analyses. A test holds the file to them.
 *
 *   node scripts/findings.mjs [--check]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);
const ANALYSES = new URL('src/core/analyses/', ROOT);
export const PAGE = fileURLToPath(new URL('docs/findings.md', ROOT));

/** The order of the page: what loops, what waits, what is dear, what bloats. */
const CHAPTERS = [
  [
    'Loops',
    ['runaway-loop', 'cycle', 'same-error', 'prompt-replay', 'revisit', 'changing-result', 'text-loop', 'tool-flood'],
  ],
  ['Running away', ['fan-out', 'compaction-thrash', 'retry-storm', 'expensive-turn', 'burn-rate']],
  [
    'Paid for and not needed',
    [
      'system-prompt-bloat',
      'cache-buster',
      'heavy-prefix',
      'unused-tools',
      'cache-breaks',
      'idle-rewrite',
      'long-history',
      'big-tool-output',
      'prompt-ratio',
    ],
  ],
];

const HEAD = `# Findings

<!-- Generated from the doc comments in src/core/analyses by npm run findings: change those. -->

What Spanmeter finds in a run, when it says so and when it stays silent. Each finding is in the Problems panel and above the line that
made the calls, in the dashboard, in the status bar where money is being lost, and in \`spanmeter report --findings\`. How well each
works is measured: [detection.md](detection.md).

What several analyses see in the same calls of a conversation is told as one finding, the gravest first. A finding that comes back
within ten minutes is the same one. To silence a kind, a tool, or a kind for a tool, use *Mute Finding…* or \`spanmeter.json\`:

\`\`\`json
{ "analyses": { "mute": [{ "code": "runaway-loop", "tool": "check_status" }, { "code": "long-history" }] } }
\`\`\`
`;

/** The page as it should be. */
export function page() {
  const pages = new Map();
  for (const file of readdirSync(ANALYSES)) {
    const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(readFileSync(new URL(file, ANALYSES), 'utf8'))?.[1];
    const text = comment
      ?.split('\n')
      .map(line => line.replace(/^ \* ?/, ''))
      .join('\n');
    if (text?.startsWith('**')) pages.set(file.replace(/\.ts$/, ''), text);
  }
  const named = CHAPTERS.flatMap(([, names]) => names);
  const missing = [
    ...named.filter(name => !pages.has(name)),
    ...[...pages.keys()].filter(name => !named.includes(name)),
  ];
  if (missing.length > 0) throw new Error(`no manual page or no place on it: ${missing.join(', ')}`);
  const chapters = CHAPTERS.map(
    ([title, names]) => `\n## ${title}\n\n${names.map(name => entry(pages.get(name))).join('\n\n')}\n`,
  );
  return HEAD + chapters.join('');
}

function entry(text) {
  const [, name, codes, rest] = /^\*\*(.+?)\*\* \((.+?)\) — ([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined)
    throw new Error(`a doc comment that does not begin with its name and codes: ${text.slice(0, 60)}`);
  return `### ${name}: ${codes}\n\n${rest.charAt(0).toUpperCase()}${rest.slice(1).replace(/^(Looks at|Fires|Stays silent|Measured|Says)\b/gm, '**$1**')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, page());
