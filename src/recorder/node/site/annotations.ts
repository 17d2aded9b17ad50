/** Which files of which SDKs get a line appended, and what it says. */

/**
 * The end of a file's path without its extension, and what is wrapped in it: `Class method…`, by the names they have in
 * the file, or `= function…`. A name that a version of the file does not have does no harm.
 */
const ANNOTATIONS: readonly (readonly [file: string, ...targets: string[]])[] = [
  // SDKs that one generator makes: OpenAI, Anthropic, Groq, Together.
  ['/resources/chat/completions/completions', 'Completions create parse stream runTools'],
  ['/resources/chat/completions', 'Completions create stream'],
  ['/resources/beta/chat/completions', 'Completions parse stream runTools'],
  ['/resources/responses/responses', 'Responses create parse stream'],
  ['/resources/completions', 'Completions create'],
  ['/resources/embeddings', 'Embeddings create'],
  ['/resources/messages/messages', 'Messages create parse stream'],
  ['/resources/beta/messages/messages', 'Messages create parse stream toolRunner'],
  [
    '/dist/index',
    '= generateText streamText generateObject streamObject embed embedMany',
    'ToolLoopAgent generate stream',
  ],
  [
    '/dist/node/index',
    'ApiClient request requestStream',
    'Chat sendMessage sendMessageStream',
    'GeminiNextGenInteractions create',
  ],
  ['/esm/sdk/chat', 'Chat complete stream parse parseStream'],
  ['/esm/sdk/agents', 'Agents complete stream'],
  ['/esm/sdk/fim', 'Fim complete stream'],
  ['/esm/sdk/embeddings', 'Embeddings create'],
  ['/cohere-ai/Client', 'CohereClient chat chatStream embed generate generateStream'],
  ['/cohere-ai/api/resources/v2/client/Client', 'V2Client chat chatStream embed'],
  ['/core/dist/language_models/chat_models', 'BaseChatModel invoke'],
  [
    '/core/dist/runnables/base',
    'Runnable stream batch streamEvents',
    'RunnableBinding invoke stream batch',
    'RunnableSequence invoke stream batch',
    'RunnableMap invoke stream',
    'RunnableLambda invoke stream',
    'RunnableWithFallbacks invoke batch',
  ],
  ['/langchain/dist/agents/ReactAgent', 'ReactAgent invoke stream'],
  ['/langgraph/dist/pregel/index', 'Pregel invoke stream'],
  ['/openai/dist/embeddings', 'OpenAIEmbeddings embedQuery embedDocuments'],
  ['/client-bedrock-runtime/dist-cjs/index', 'BedrockRuntimeClient send'],
];

const PACKAGES =
  /openai|anthropic|groq-sdk|together-ai|genai|mistralai|cohere-ai|langchain|langgraph|ollama|bedrock-runtime|@ai-sdk|[\\/]ai(?:-\d+)?[\\/]/;

const MARK = 'spanmeter.recorder.v1';
const ANNOTATE = `globalThis[Symbol.for("${MARK}")].annotate`;

/** Whether a path or URL is worth a closer look. Asked of every file that is loaded. */
export function mayBeAnnotated(path: string): boolean {
  return PACKAGES.test(path);
}

/** The line to append to a file, if any: on a line of its own, so that no line of the file moves. */
export function annotationFor(path: string): string | undefined {
  const plain = path.replace(/\\/g, '/').replace(/\.[cm]?js(?:[?#].*)?$/, '');
  const found = plain === path ? undefined : ANNOTATIONS.find(([file]) => plain.endsWith(file));
  if (found === undefined) return undefined;
  const [, ...targets] = found;
  return `\n${targets.map(lineFor).join('')}\n`;
}

function lineFor(target: string): string {
  const [name = '', ...methods] = target.split(' ');
  if (name !== '=') return `;try{${ANNOTATE}(${name},${JSON.stringify(methods)})}catch{}`;
  // Declared functions can be assigned to: importers see the new one.
  return methods.map(method => `;try{${method}=${ANNOTATE}(${method})||${method}}catch{}`).join('');
}

/** A file's source with its line; the source itself where it has it already. */
export function annotated(source: string, line: string): string {
  return source.includes(MARK) ? source : source + line;
}
