// @ts-check
/** Reading requests, sending plain answers and errors. */
import { gzipSync } from 'node:zlib';
import { CUT } from './faults.mjs';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { ProviderRequest, Reply } from './server.mjs' */
/** @import { Protocol } from './protocol.mjs' */

/** @param {IncomingMessage} request */
export async function readAll(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {Buffer} bytes */
export function parseBody(bytes) {
  try {
    const body = JSON.parse(bytes.toString());
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {Record<string, string>} headers
 * @param {string} text
 * @param {Reply} reply
 */
export function sendJson(response, status, headers, text, { gzip, fault }) {
  const plain = Buffer.from(text);
  const bytes = gzip ? gzipSync(plain) : plain;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(gzip && { 'content-encoding': 'gzip' }),
    ...headers,
    'content-length': bytes.length,
  });
  if (!fault || !CUT.has(fault)) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length / 2), () => {
    if (fault === 'truncate') response.destroy();
  });
}

/**
 * @param {ServerResponse} response
 * @param {Protocol} protocol
 * @param {number} status
 * @param {string | undefined} message
 * @param {Record<string, string>} headers
 * @param {ProviderRequest} record
 */
export function sendError(response, protocol, status, message, headers, record) {
  record.status = status;
  const id = protocol.newRequestId();
  /** @type {Record<string, string>} */
  const retry = status === 429 ? { 'retry-after': '1' } : {};
  const text = JSON.stringify(protocol.error(status, message, id), null, 2);
  sendJson(response, status, { ...protocol.headers(id), ...retry, ...headers }, text, {});
}
