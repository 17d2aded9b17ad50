/** The guard's word on a call whose body is still to come: by what is spent and in flight, not by what it may cost. */
import { randomHex } from '../platform.ts';
import { protocolsAt, providerOf } from '../protocols/all.ts';
import type { Recorder } from '../recorder.ts';
import type { LocalAnswer, RequestHead } from './begin.ts';
import { startLine } from './start-line.ts';

/** Undefined where the call may go on its way. */
export function refusedUnseen(recorder: Recorder, head: RequestHead): LocalAnswer | undefined {
  const url = new URL(head.url);
  const [protocol] = protocolsAt(url.pathname);
  if (protocol === undefined) return undefined;
  const run = recorder.runs.current();
  const provider = providerOf(protocol, url.hostname);
  const span = randomHex(16);
  const line = startLine({
    run,
    span,
    parent: recorder.scopes.current()?.span ?? run.span,
    protocol,
    provider,
    host: url.host,
    facts: { stream: false, remoteContext: false },
    attempt: 1,
    site: head.site,
  });
  const call = { at: line.ts, provider, host: url.host };
  const admission = run.guard.admit({ span, call, inputBytes: 0, bounded: false });
  if ('permit' in admission) {
    admission.permit.withdraw();
    return undefined;
  }
  const { message, code } = admission.refusal;
  const a = { 'error.type': code };
  if (recorder.coverage.seen(head.transport)) recorder.onFirstCall();
  recorder.log.write(line, { t: 'end', ts: line.ts, run: run.id, span, status: 'blocked', a });
  return { status: 402, code, body: protocol.refusal(message, code) };
}
