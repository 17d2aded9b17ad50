// AWS's SDK for Bedrock: Converse, over HTTP/2.
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { PARAMETERS, scenarios } from '../harness.mjs';

const base = {
  modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
  messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
};
const toolConfig = { tools: [{ toolSpec: { name: 'read_file', inputSchema: { json: PARAMETERS } } }] };

await scenarios(url => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new BedrockRuntimeClient({ region: 'us-east-1', endpoint: url, credentials });
  return {
    async plain(tools) {
      await client.send(new ConverseCommand({ ...base, ...(tools && { toolConfig }) })); /* @plain */
    },
    async stream(onChunk, abortSignal) {
      const { stream } = await client.send(new ConverseStreamCommand(base), { abortSignal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
