// Plays a scenario with the Node recorder: `node player.mjs <url> <steps as JSON>`.
import { setTimeout as pause } from 'node:timers/promises';

const [, , url, text] = process.argv;
const spanmeter = await import(process.env.SPANMETER_INDEX);
const { isBudgetExceeded, isStopRequested } = spanmeter;

/** What a refused call ends with: its own kind of error, so that `until` ends. */
class Refused extends Error {}

async function call({ path, body, read, headers }) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer x', 'x-api-key': 'x', ...headers },
    body: JSON.stringify(body),
  });
  if (response.status === 402) {
    const answer = await response.json();
    throw Object.assign(new Refused(), { status: 402, answer });
  }
  if (read === 'leave') {
    for await (const _ of response.body) break;
    await pause(5);
  } else await response.text();
}

const plays = {
  call,
  run: ({ name, options, steps }) => spanmeter.run({ name, ...options }, () => playAll(steps)),
  turn: ({ name, steps }) => spanmeter.turn(name, () => playAll(steps)),
  tool: ({ name, args, callId, result, steps = [] }) =>
    spanmeter.tool(
      name,
      async () => {
        await playAll(steps);
        return result;
      },
      { ...(args && { args }), ...(callId && { callId }) },
    ),
  llm: ({ options, usage, model, reason, steps = [] }) =>
    spanmeter.llm(options, async span => {
      await playAll(steps);
      if (usage) span.usage(usage);
      if (model) span.model(model);
      if (reason) span.finishReason(reason);
    }),
  async trace({ name, metadata, status, spans }) {
    const trace = spanmeter.startTrace({ name, metadata });
    for (const { options, end } of spans) spanmeter.endSpan(spanmeter.startSpan(trace.id, options).id, end);
    spanmeter.endTrace(trace.id, { status });
  },
  fail: ({ name, steps }) =>
    spanmeter
      .run(name, async () => {
        await playAll(steps);
        throw new TypeError('meant to fail');
      })
      .catch(() => undefined),
  async until({ most, step }) {
    for (let made = 0; made < most; made++) {
      try {
        await play(step);
      } catch (error) {
        if (!isBudgetExceeded(error) && !isStopRequested(error)) throw error;
        return;
      }
    }
  },
};

const play = step => plays[step.do](step);

async function playAll(steps) {
  for (const step of steps) await play(step);
}

await playAll(JSON.parse(text));
