/** Where a request goes, and which APIs may answer there: a program calls a few addresses, over and over. */
import { isKnownPath, protocolsAt } from '../protocols/all.ts';
import type { Protocol } from '../protocols/protocol.ts';

export interface Address {
  /** with its port, where that is not the usual one */
  readonly host: string;
  /** without the query */
  readonly path: string;
  readonly protocols: readonly Protocol[];
}

const KNOWN = new Map<string, Address>();
const MAX_KNOWN = 32;

/** Whether a URL may be an API's, by its path. Cheap: asked of every request with a body. */
export function mayBeCall(url: string): boolean {
  if (KNOWN.has(url)) return true;
  const query = url.indexOf('?');
  return isKnownPath(query < 0 ? url : url.slice(0, query));
}

/** The address a URL names. Undefined where it is no URL, or that of no API. */
export function addressOf(url: string): Address | undefined {
  const known = KNOWN.get(url);
  if (known !== undefined || !URL.canParse(url)) return known;
  const { host, pathname: path } = new URL(url);
  const protocols = protocolsAt(path);
  if (protocols.length === 0) return undefined;
  const address: Address = { host, path, protocols };
  if (KNOWN.size < MAX_KNOWN) KNOWN.set(url, address);
  return address;
}
