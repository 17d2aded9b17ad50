// One process of the recorder's benchmark: makes its calls and prints the CPU time of one, in µs.
const [url, work] = [process.argv[2], JSON.parse(process.argv[3])];

const words = size => {
  let text = '';
  for (let at = 0; text.length < size; at++) text += `item ${(at * 7919) % 1000} of the list, `;
  return text.slice(0, size);
};
const bodies = number => {
  const messages = [
    { role: 'system', content: words(work.base * 0.4) },
    { role: 'user', content: `${number} ${words(work.base * 0.6)}` },
  ];
  return Array.from({ length: work.turns }, (_, turn) => {
    if (turn > 0) {
      const id = `call_${number}_${turn}`;
      const call = { id, type: 'function', function: { name: 'read', arguments: `{"path":"${turn}.ts"}` } };
      messages.push({ role: 'assistant', content: null, tool_calls: [call] });
      messages.push({ role: 'tool', tool_call_id: id, content: words(work.grow) });
    }
    return JSON.stringify({ model: 'gpt-4o', messages, stream: work.kind === 'stream' });
  });
};

const headers = { 'content-type': 'application/json', ...(work.chunks && { 'x-chunks': String(work.chunks) }) };

async function call(body) {
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  if (work.kind === 'plain') return response.json();
  for await (const chunk of response.body) if (chunk.length === 0) throw new Error('empty chunk');
}

/** CPU of one call in µs: the median over conversations, so that what else the machine does counts little. */
async function round(count, first) {
  const costs = [];
  for (let done = 0, number = first; done < count; number++) {
    const all = bodies(number);
    const before = process.cpuUsage();
    for (const body of all) await call(body);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / all.length);
    done += all.length;
  }
  return costs.sort((a, b) => a - b)[costs.length >> 1];
}

await round(work.calls / 3, 1_000_000);
process.stdout.write(String(await round(work.calls, 0)));
