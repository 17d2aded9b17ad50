// AWS's SDK for Bedrock: Converse, or the vendors' own words, over HTTP/2 as it comes or over HTTP/1.
import * as bedrock from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CALL, MESSAGES, PARAMETERS, RESULT, scenarios } from '../harness.mjs';

const { API, HANDLER } = process.env;
const modelId = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

const converse = {
  commands: [bedrock.ConverseCommand, bedrock.ConverseStreamCommand],
  asked(kind) {
    const answered = [
      { role: 'user', content: [{ text: 'Hi' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: CALL.id, name: CALL.name, input: CALL.args } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: CALL.id, content: [{ text: RESULT }] } }] },
    ];
    const tools = [{ toolSpec: { name: CALL.name, inputSchema: { json: PARAMETERS } } }];
    const messages = kind === 'result' ? answered : answered.slice(0, 1);
    return { modelId, messages, ...(kind && { toolConfig: { tools } }) };
  },
};

const invoke = (id, body) => ({
  commands: [bedrock.InvokeModelCommand, bedrock.InvokeModelWithResponseStreamCommand],
  asked: kind => ({ modelId: id, contentType: 'application/json', body: JSON.stringify(body(kind)) }),
});

const APIS = {
  Converse: converse,
  Claude: invoke(modelId, kind => ({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 1000,
    messages:
      kind === 'result'
        ? [
            ...MESSAGES,
            { role: 'assistant', content: [{ type: 'tool_use', id: CALL.id, name: CALL.name, input: CALL.args }] },
            { role: 'user', content: [{ type: 'tool_result', tool_use_id: CALL.id, content: RESULT }] },
          ]
        : MESSAGES,
    ...(kind && { tools: [{ name: CALL.name, input_schema: PARAMETERS }] }),
  })),
  // Its answers tell no usage: Bedrock's headers do.
  Mistral: invoke('mistral.mistral-large-2402-v1:0', () => ({ prompt: '<s>[INST] Hi [/INST]', max_tokens: 1000 })),
};

const { asked, commands } = APIS[API];
const [Command, StreamCommand] = commands;

await scenarios(url => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new bedrock.BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: url,
    credentials,
    ...(HANDLER && { requestHandler: new NodeHttpHandler() }),
  });
  return {
    async plain(kind) {
      await client.send(new Command(asked(kind))); /* @plain */
    },
    async stream(onChunk, abortSignal, kind) {
      const { stream, body } = await client.send(new StreamCommand(asked(kind)), { abortSignal }); /* @stream */
      for await (const _ of stream ?? body) onChunk();
    },
  };
});
