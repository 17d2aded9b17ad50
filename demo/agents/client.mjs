// Where the agents find their model: the real provider if its key is in the environment, else the pretend one in ../provider.

/** Options for the SDK's client. */
export async function connection(/** @type {'OPENAI' | 'ANTHROPIC'} */ vendor) {
  if (process.env[`${vendor}_API_KEY`]) return {};
  const { createProvider } = await import('../provider/server.mjs');
  const { reply } = await import('../provider/model.mjs');
  const speed = Number(process.env.SPANMETER_DEMO_SPEED ?? 1);
  const { url } = await createProvider({ reply, latencyMs: [400, 1200], chunkMs: 15, speed });
  return { apiKey: 'demo', baseURL: vendor === 'OPENAI' ? `${url}/v1` : url };
}
