// Calls until it is refused, MOST calls at most: `node budget.mjs <url>`. Says what it made, and how the refusal read.
const [, , url] = process.argv;
const { MAX_TOKENS, MOST = '50', WAIT_FOR, MODEL = 'gpt-4o', RUNS, PARALLEL = '1', LINGER, SHARES } = process.env;
const spanmeter = await import(process.env.SPANMETER_INDEX);

async function call() {
  const body = {
    model: MODEL,
    messages: [{ role: 'user', content: 'Go on.' }],
    ...(MAX_TOKENS && { max_tokens: Number(MAX_TOKENS) }),
  };
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok)
    throw Object.assign(new Error(answer.error.message), { status: response.status, error: answer.error });
}

async function work() {
  const said = { made: 0, ...(SHARES && { shares: [] }) };
  const one = async () => {
    while (said.made < Number(MOST) && said.message === undefined) {
      try {
        await call();
        said.made++;
        said.shares?.push(
          spanmeter
            .currentRun()
            .budgets.map(({ per, unit, share }) => `${per} ${unit} ${Math.round(share * 100)}`)
            .join(),
        );
      } catch (error) {
        said.message = error.message;
        said.budget = spanmeter.isBudgetExceeded(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(PARALLEL) }, one));
  return said;
}

// All begin at the same moment.
while (WAIT_FOR && Date.now() < Number(WAIT_FOR)) await new Promise(resolve => setTimeout(resolve, 1));
if (RUNS) {
  const all = [];
  for (const run of RUNS.split(','))
    all.push(await spanmeter.run({ name: run, agent: run, user: run, task: run }, work));
  console.log(JSON.stringify(all));
} else console.log(JSON.stringify(await work()));
if (LINGER) await new Promise(resolve => setTimeout(resolve, Number(LINGER)));
