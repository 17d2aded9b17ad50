// No SDK at all: axios, over node:http.
import axios from 'axios';
import { ANSWERED, MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const asked = kind => ({
  model: 'gpt-4o',
  messages: kind === 'result' ? ANSWERED : MESSAGES,
  ...(kind && { tools: TOOLS }),
});

await scenarios(url => ({
  async plain(kind) {
    await axios.post(`${url}/v1/chat/completions`, asked(kind)); /* @plain */
  },
  async stream(onChunk, signal, kind) {
    const body = { ...asked(kind), stream: true, stream_options: { include_usage: true } };
    const options = { responseType: 'stream', signal };
    const { data } = await axios.post(`${url}/v1/chat/completions`, body, options); /* @stream */
    for await (const _ of data) onChunk();
  },
}));
