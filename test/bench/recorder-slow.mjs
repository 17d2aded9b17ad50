// One process of the recorder's benchmark: the most memory in use while a long stream is read slowly, in bytes.
const [url, bytes] = process.argv.slice(2);
const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], stream: true });
const inUse = () => {
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

async function read(size) {
  const headers = { 'content-type': 'application/json', 'x-bytes': String(size) };
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  let [most, seen, next] = [0, 0, 0];
  for await (const chunk of response.body) {
    seen += chunk.length;
    if (seen < next) continue;
    next = seen + size / 50;
    // Slower than what comes: whoever buffers, buffers now.
    await new Promise(resolve => setTimeout(resolve, 40));
    most = Math.max(most, inUse());
  }
  return most;
}

await read(Number(bytes) / 20);
process.stdout.write(String(await read(Number(bytes))));
