/** Where a request was made from, as far as the stack tells. */
import { type Below, DEEP, type Sites } from './capture.ts';
import type { Frames, Site } from './site.ts';

const SDK = /\/JS |^ai\/|ai-sdk|langchain|ollama-js|speakeasy|cohere|genai|aws-sdk/;

/** What a transport knows of where a request was made. */
export interface Asked {
  /** the recorder's function that the program called: the stack above it is the program's */
  readonly below: Below;
  /** its caller, where that is the program: undefined where it was looked for and is not, absent where it was not */
  readonly caller?: Site | undefined;
}

/**
 * The program's place. An SDK says who it is; where none of its files is on the stack, it is bundled into the program's
 * own, and the place is one in the SDK as likely as not: then all there are, for a reader that has the bundle's map.
 */
export function siteOfRequest(sites: Sites, asked: Asked, userAgent: string | undefined): Site | Frames | undefined {
  const site = asked.caller ?? sites.capture(asked.below, DEEP, 'caller' in asked);
  return site?.direct && SDK.test(userAgent ?? '') ? { frames: sites.frames(asked.below) } : site;
}
