// What is unusual about requests, one function each, in CommonJS: `node ways.cjs <url> <name>…`.
const { connect } = require('node:http2');
const http = require('node:http');
const https = require('node:https');

const [, , url, ...names] = process.argv;
const endpoint = `${url}/v1/chat/completions`;
const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
const statusOf = request =>
  new Promise(resolve => {
    request.on('response', answer => answer.resume().on('end', () => resolve(answer.statusCode)));
    request.on('error', error => resolve(error.code));
  });
const statusOfStream = stream =>
  new Promise(resolve => {
    stream.on('response', answer => stream.resume().on('close', () => resolve(answer[':status'])));
    stream.on('error', error => resolve(error.code));
  });

async function overHttp2(path, type) {
  const session = connect(process.env.HTTP2_URL);
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': type });
  stream.end(Buffer.from([0, 0, 0, 0, 0]));
  const status = await statusOfStream(stream);
  session.close();
  return status;
}

const ways = {
  async http2() {
    const session = connect(process.env.HTTP2_URL);
    const stream = session.request({ ':method': 'POST', ':path': '/v1/chat/completions', ...headers });
    stream.end(body);
    const status = await statusOfStream(stream);
    session.close();
    return status;
  },
  grpc: () => overHttp2('/google.cloud.aiplatform.v1.PredictionService/GenerateContent', 'application/grpc'),
  'other-grpc': () => overHttp2('/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'application/grpc'),
  'both-ways': () =>
    overHttp2('/model/nova-sonic/invoke-with-bidirectional-stream', 'application/vnd.amazon.eventstream'),
  websocket: () =>
    new Promise(resolve => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime`);
      socket.onerror = () => resolve('not opened');
    }),
  ws: () =>
    new Promise(resolve => {
      const { WebSocket: Socket } = require('ws');
      const socket = new Socket(`${url.replace('http', 'ws')}/v1/realtime`, {
        headers: { authorization: 'Bearer sk-x' },
      });
      socket.on('error', () => resolve('not opened'));
    }),
  'other-websocket': () =>
    new Promise(resolve => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/chat`);
      socket.onerror = () => resolve('not opened');
    }),
  async form() {
    const form = new FormData();
    form.set('messages', '[]');
    return (await fetch(endpoint, { method: 'POST', headers: { authorization: 'Bearer x' }, body: form })).status;
  },
  // No call's: the path alone is like one's.
  async text() {
    const request = http.request(endpoint, { method: 'POST', headers: { 'content-type': 'text/plain' } });
    request.end('hello');
    return statusOf(request);
  },
  async json() {
    const request = http.request(endpoint, { method: 'POST', headers });
    request.end('[1, 2');
    return statusOf(request);
  },
  async huge() {
    const swallow = `${process.env.EDGE_URL}/v1/swallow/chat/completions`;
    const request = http.request(swallow, { method: 'POST', headers });
    const status = statusOf(request);
    const piece = Buffer.alloc(1024 * 1024, 'a');
    request.write('{"model":"gpt-4o","messages":[{"role":"user","content":"');
    for (let index = 0; index < 100; index++) {
      if (!request.write(piece)) await new Promise(resolve => request.once('drain', resolve));
    }
    request.end('"}]}');
    return status;
  },
  // The answer comes before the request has gone.
  async early() {
    const request = http.request(`${process.env.EDGE_URL}/v1/refuse/chat/completions`, { method: 'POST', headers });
    const status = statusOf(request);
    request.write(body.slice(0, 20));
    const answered = await status;
    request.on('error', () => undefined).destroy();
    return answered;
  },
  async tls() {
    const request = https.request(endpoint.replace('http:', 'https:'), { method: 'POST', headers });
    request.end(body);
    return statusOf(request);
  },
  async retries() {
    const { Agent, RetryAgent, request } = require('undici-7');
    const dispatcher = new RetryAgent(new Agent(), { methods: ['POST'], minTimeout: 1, statusCodes: [503] });
    const answer = await request(endpoint, { method: 'POST', headers, body, dispatcher });
    await answer.body.text();
    return answer.statusCode;
  },
  // A dispatcher of npm's for all of Node's fetch.
  async global() {
    const { Agent, getGlobalDispatcher, setGlobalDispatcher } = require('undici-7');
    const before = getGlobalDispatcher();
    setGlobalDispatcher(new Agent());
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    setGlobalDispatcher(before);
    await response.text();
    return response.status;
  },
  async queued() {
    const { Pool, request } = require('undici-7');
    const dispatcher = new Pool(url, { connections: 1, pipelining: 1 });
    const options = { method: 'POST', headers, body, dispatcher };
    const npm = Array.from({ length: 3 }, () => request(endpoint, options).then(answer => answer.body.text()));
    const own = Array.from({ length: 2 }, () => fetch(endpoint, { ...options }).then(answer => answer.text()));
    await Promise.all([...npm, ...own]);
    await dispatcher.close();
    return npm.length + own.length;
  },
  async redirect() {
    const { default: axios } = require('axios');
    const moved = `${process.env.EDGE_URL}/v1/moved/chat/completions`;
    // To another port it goes without its key, left to itself.
    const beforeRedirect = options => Object.assign(options.headers, headers);
    return (await axios.post(moved, JSON.parse(body), { headers, beforeRedirect })).status;
  },
};

(async () => {
  for (const name of names) console.log(`${name}: ${await ways[name]()}`);
})();
