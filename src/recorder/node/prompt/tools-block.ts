/** The declarations of tools in a request. */
import type { Part } from '../../../core/wire.ts';
import type { Hasher } from '../hash/hasher.ts';
import { asArray, asObject, asString, parseJson } from '../json.ts';
import { tokensPerCharacter } from './tokens.ts';

export type ToolsPart = Required<Part>;

// More names than this tell a reader nothing more.
const MAX_ITEMS = 256;

/** Measures the list of tools from its JSON text. Undefined where there are none. */
export function measureTools(text: string, hasher: Hasher): ToolsPart | undefined {
  const value = parseJson(text);
  // Gemini lists declarations within tools, Bedrock tools within their configuration.
  const tools = asArray(asObject(value)?.['tools'] ?? value).flatMap((tool: unknown) => {
    const declared = asArray(asObject(tool)?.['functionDeclarations']);
    return declared.length > 0 ? declared : [tool];
  });
  if (tools.length === 0) return undefined;
  return {
    n: tools.length,
    bytes: Buffer.byteLength(text),
    tokens: Math.round(tokensPerCharacter(text) * text.length),
    hash: hasher(text),
    items: tools.slice(0, MAX_ITEMS).map(tool => ({
      name: nameOf(tool).slice(0, 128),
      bytes: Buffer.byteLength(JSON.stringify(tool) ?? ''),
    })),
  };
}

function nameOf(value: unknown): string {
  const tool = asObject(value) ?? {};
  const of = asObject(tool['function'] ?? tool['custom'] ?? tool['toolSpec']) ?? tool;
  return asString(of['name']) ?? asString(tool['server_label']) ?? asString(tool['type']) ?? Object.keys(tool)[0] ?? '';
}
