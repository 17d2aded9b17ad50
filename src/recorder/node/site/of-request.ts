/** Where a request was made from, as far as the stack tells. */
import { type Below, DEEP, type Sites } from './capture.ts';
import type { Frames, Site } from './site.ts';

const SDK = /\/JS |^ai\/|ai-sdk|langchain|ollama-js|speakeasy|cohere|genai|aws-sdk/;

/**
 * The program's place. An SDK says who it is; where none of its files is on the stack, it is bundled into the program's
 * own, and the place is one in the SDK as likely as not: then all there are, for a reader that has the bundle's map.
 */
export function siteOfRequest(sites: Sites, below: Below, userAgent: string | undefined): Site | Frames | undefined {
  const site = sites.capture(below, DEEP);
  return site?.direct && SDK.test(userAgent ?? '') ? { frames: sites.frames(below) } : site;
}
