/** A request's prompt in blocks, taking over from a known prompt what stands unchanged in it. */
import type { Hasher } from '../hash/hasher.ts';
import type { ElementFacts, Protocol } from '../protocols/protocol.ts';
import { type Block, measureBlock } from './block.ts';
import { addBlock, type Composition, NOTHING } from './composition.ts';
import type { ScannedBody } from './scan.ts';
import { measureTools, type ToolsPart } from './tools-block.ts';

export interface Prompt {
  readonly protocol: Protocol;
  readonly body: ScannedBody;
  readonly tools: ToolsPart | undefined;
  /** the system prompt, where it stands outside the list */
  readonly system: Block | undefined;
  readonly blocks: readonly Block[];
  /** the composition after each block */
  readonly steps: readonly Composition[];
}

const asSystem = (): ElementFacts => ({ part: 'system', results: [], media: [], onlyResults: false });
const asUser = (): ElementFacts => ({ part: 'user', results: [], media: [], onlyResults: false });

/** Measures the prompt of a request. `known` is the prompt whose text the body was scanned beside. */
export function measurePrompt(
  protocol: Protocol,
  body: ScannedBody,
  known: Prompt | undefined,
  hasher: Hasher,
): Prompt {
  const { layout } = protocol;
  const toolsKey = layout.tools.find(key => body.values.has(key));
  const tools = toolsKey && unchanged(body, known, toolsKey) ? known?.tools : measureToolsAt(body, toolsKey, hasher);
  const systemKey = layout.system?.find(key => body.values.has(key));
  const system =
    systemKey && unchanged(body, known, systemKey) ? known?.system : measureSystemAt(body, systemKey, hasher);
  const list = layout.list === undefined ? undefined : body.lists.get(layout.list);
  const taken = known && list ? list.same : 0;
  const blocks: Block[] = known?.blocks.slice(0, taken) ?? [];
  const steps: Composition[] = known?.steps.slice(0, taken) ?? [];
  const add = (block: Block) => {
    blocks.push(block);
    steps.push(addBlock(steps.at(-1) ?? NOTHING, block));
  };
  if (list) {
    for (let index = taken; index < list.ends.length; index++) {
      const text = body.text.slice(list.start + (list.starts[index] ?? 0), list.start + (list.ends[index] ?? 0));
      add(measureBlock(text, protocol.element, hasher));
    }
  }
  // `input: "…"`: a text in place of the list is the user's.
  for (const key of [...(list || layout.list === undefined ? [] : [layout.list]), ...(layout.text ?? [])]) {
    const text = textAt(body, key);
    if (text !== undefined && text !== 'null') add(measureBlock(text, asUser, hasher));
  }
  return { protocol, body, tools, system, blocks, steps };
}

function measureToolsAt(body: ScannedBody, key: string | undefined, hasher: Hasher): ToolsPart | undefined {
  const text = textAt(body, key);
  return text === undefined ? undefined : measureTools(text, hasher);
}

function measureSystemAt(body: ScannedBody, key: string | undefined, hasher: Hasher): Block | undefined {
  const text = textAt(body, key);
  return text === undefined || text === 'null' ? undefined : measureBlock(text, asSystem, hasher);
}

function textAt(body: ScannedBody, key: string | undefined): string | undefined {
  const place = key === undefined ? undefined : body.values.get(key);
  return place && body.text.slice(place.start, place.end);
}

function unchanged(body: ScannedBody, known: Prompt | undefined, key: string): boolean {
  const place = body.values.get(key);
  const before = known?.body.values.get(key);
  if (place === undefined || before === undefined) return false;
  if (place.start === before.start && place.end === before.end && place.end <= body.alike) return true;
  return textAt(body, key) === (known && textAt(known.body, key));
}
