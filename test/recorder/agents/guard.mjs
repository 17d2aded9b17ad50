// Calls until it is refused, and says how that looked: `node guard.mjs <url> <how>`.
const [, , url, how] = process.argv;
const spanmeter = await import(process.env.SPANMETER_INDEX);
const load = async (sdk, baseURL) => new (await import(sdk)).default({ baseURL });
// Loading an SDK takes longer than all of its calls here.
const openai = /openai|bounded|stream|helper|responses|parallel/.test(how)
  ? await load('openai', `${url}/v1`)
  : undefined;
const anthropic = /anthropic/.test(how) ? await load('@anthropic-ai/sdk', url) : undefined;
const messages = [{ role: 'user', content: 'Go on.' }];
const chat = (more = {}) => openai.chat.completions.create({ model: 'gpt-4o', messages, ...more });

async function ask(model) {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
  const body = JSON.stringify({ model, messages });
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  const answer = await response.json();
  if (!response.ok)
    throw Object.assign(new Error(answer.error.message), { status: response.status, error: answer.error });
}

const calls = {
  openai: () => chat(),
  bounded: () => chat({ max_tokens: 1000 }),
  stream: async () => {
    for await (const _ of await chat({ stream: true, stream_options: { include_usage: true } }));
  },
  helper: () =>
    openai.chat.completions
      .stream({ model: 'gpt-4o', messages, stream_options: { include_usage: true } })
      .finalContent(),
  responses: () => openai.responses.create({ model: 'gpt-4o', input: 'Go on.' }),
  anthropic: () => anthropic.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 10, messages }),
  unpriced: () => ask('acme-llm-7b'),
  fetch: () => ask('gpt-4o'),
  cut: async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
    const body = JSON.stringify({ model: 'gpt-4o', messages, stream: true });
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
    if (!response.ok) throw Object.assign(new Error(), { status: response.status, error: await response.json() });
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > 20_000) break;
    }
  },
  llm: () =>
    spanmeter.llm({ model: 'gpt-4o', provider: 'openai' }, async span => {
      span.usage({ prompt_tokens: 10_000, completion_tokens: 1000 });
    }),
};

async function until(call, most = 20) {
  for (let made = 0; made < most; made++) {
    try {
      await call();
      if (process.env.PAUSE) await new Promise(resolve => setTimeout(resolve, Number(process.env.PAUSE)));
    } catch (error) {
      const { isBudgetExceeded, isStopRequested } = spanmeter;
      return {
        made,
        name: error.constructor.name,
        status: error.status,
        message: error.message,
        budget: isBudgetExceeded(error),
        stop: isStopRequested(error),
      };
    }
  }
  return { made: most };
}

async function program() {
  if (how.startsWith('run:')) {
    const call = calls[how.slice(4)];
    try {
      await spanmeter.run({ name: 'inner', budget: 0.1 }, async () => {
        for (;;) await call();
      });
    } catch (error) {
      const { BudgetExceededError } = spanmeter;
      return {
        name: error.name,
        own: error instanceof BudgetExceededError,
        message: error.message,
        cause: error.cause?.constructor.name,
        budget: spanmeter.isBudgetExceeded(error),
      };
    }
  }
  if (how === 'parallel') {
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => chat({ max_tokens: 1000 })));
    return { ok: all.filter(one => one.status === 'fulfilled').length };
  }
  return until(calls[how], Number(process.env.MOST ?? 20));
}

console.log(JSON.stringify(await program()));
