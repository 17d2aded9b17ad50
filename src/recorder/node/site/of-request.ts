/** Where a request was made from, as far as the stack tells. */
import { type Below, DEEP, type Sites } from './capture.ts';
import type { Site } from './site.ts';

const SDK = /\/JS |^ai\/|ai-sdk|langchain|ollama-js|speakeasy|cohere|genai|aws-sdk/;

/**
 * The program's place. An SDK says who it is; where none of its files is on the stack, it is bundled into the program's
 * own, the place is one in the SDK as likely as not, and none is better than a wrong one.
 */
export function siteOfRequest(sites: Sites, below: Below, userAgent: string | undefined): Site | undefined {
  const site = sites.capture(below, DEEP);
  return site?.direct && SDK.test(userAgent ?? '') ? undefined : site;
}
