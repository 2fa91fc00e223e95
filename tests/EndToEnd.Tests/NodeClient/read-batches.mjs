// Reads batches with parsers that are not ours: dicer for the parts, Node's own HTTP parser for the calls in them.
// Standard input: a JSON line for each batch, {contentType, body in base64}; standard output: a line with its calls.
import { Duplex } from 'node:stream';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Dicer from 'dicer';

function readParts(contentType, body) {
  return new Promise((resolve, reject) => {
    const parts = [];
    const dicer = new Dicer({ boundary: /boundary="?([^";]+)"?/.exec(contentType)[1] });
    dicer.on('part', part => {
      const chunks = [];
      parts.push(chunks);
      part.on('data', chunk => chunks.push(chunk));
      part.on('error', reject);
    });
    dicer.on('error', reject);
    dicer.on('finish', () => resolve(parts.map(chunks => Buffer.concat(chunks))));
    dicer.end(body);
  });
}

// Every request that is found in the bytes, not only the first.
function readCalls(bytes) {
  return new Promise((resolve, reject) => {
    const calls = [];
    const server = createServer({ requireHostHeader: false, keepAlive: true }, (request, response) => {
      const chunks = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        calls.push({ method: request.method, target: request.url, body: Buffer.concat(chunks).toString('latin1') });
        response.end();
      });
    });
    server.on('clientError', reject);
    const socket = new Duplex({ read() {}, write(chunk, encoding, done) { done(); } });
    socket.setTimeout = socket.setNoDelay = socket.setKeepAlive = () => socket;
    socket.on('close', () => resolve(calls));
    server.emit('connection', socket);
    socket.push(bytes);
    setImmediate(() => setImmediate(() => socket.push(null)));
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { contentType, body } = JSON.parse(line);
  const parts = await readParts(contentType, Buffer.from(body, 'base64'));
  const calls = [];
  for (const part of parts) {
    calls.push(...await readCalls(part));
  }
  console.log(JSON.stringify(calls));
}
