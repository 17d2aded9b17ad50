// No SDK at all: axios, over node:http.
import axios from 'axios';
import { MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const base = { model: 'gpt-4o', messages: MESSAGES };

await scenarios(url => ({
  async plain(tools) {
    await axios.post(`${url}/v1/chat/completions`, { ...base, ...(tools && { tools: TOOLS }) }); /* @plain */
  },
  async stream(onChunk, signal) {
    const body = { ...base, stream: true, stream_options: { include_usage: true } };
    const options = { responseType: 'stream', signal };
    const { data } = await axios.post(`${url}/v1/chat/completions`, body, options); /* @stream */
    for await (const _ of data) onChunk();
  },
}));
