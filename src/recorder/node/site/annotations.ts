/** Which files of which SDKs get a line appended, and what it says. */

interface Annotation {
  /** end of the file's path, without its extension */
  readonly file: string;
  /** the class, by the name it has in the file */
  readonly name: string;
  readonly methods: readonly string[];
}

const ANNOTATIONS: readonly Annotation[] = [
  {
    file: '/openai/resources/chat/completions/completions',
    name: 'Completions',
    methods: ['create', 'parse', 'stream', 'runTools'],
  },
  { file: '/openai/resources/responses/responses', name: 'Responses', methods: ['create', 'parse', 'stream'] },
  {
    file: '/@anthropic-ai/sdk/resources/messages/messages',
    name: 'Messages',
    methods: ['create', 'parse', 'stream'],
  },
  {
    file: '/@anthropic-ai/sdk/resources/beta/messages/messages',
    name: 'Messages',
    methods: ['create', 'parse', 'stream', 'toolRunner'],
  },
];

const MARK = 'spanmeter.recorder.v1';

/** Whether a path or URL is worth a closer look. Asked of every file that is loaded. */
export function mayBeAnnotated(path: string): boolean {
  return path.includes('openai') || path.includes('anthropic');
}

/** The line to append to a file, if any: on a line of its own, so that no line of the file moves. */
function annotationFor(path: string): string | undefined {
  const plain = path.replace(/\\/g, '/').replace(/[?#].*$/, '');
  const found = ANNOTATIONS.find(({ file }) => plain.endsWith(`${file}.js`) || plain.endsWith(`${file}.mjs`));
  if (found === undefined) return undefined;
  const methods = JSON.stringify(found.methods);
  return `\n;try{globalThis[Symbol.for("${MARK}")].annotate(${found.name},${methods})}catch{}\n`;
}

/** A file's source with its line; the source itself where it has it already. */
export function annotated(source: string, path: string): string {
  const line = annotationFor(path);
  return line === undefined || source.includes(MARK) ? source : source + line;
}
