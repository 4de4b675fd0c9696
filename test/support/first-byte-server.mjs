// A token endpoint on a thread of its own, so that its clock readings do not wait for the event loop that is measured.
// Tells of each request which refresh token it carried and when, on the machine's monotonic clock, its connection came
// about and its first byte arrived.

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const answer = JSON.stringify({ access_token: 'new', token_type: 'Bearer', expires_in: 600 });
const response = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\nconnection: close\r\n\r\n${answer}`;

const server = createServer((socket) => {
  const connectedAt = process.hrtime.bigint();
  let firstByteAt;
  let text = '';
  socket.on('data', (chunk) => {
    firstByteAt ??= process.hrtime.bigint();
    text += chunk;
    const [head, body] = text.split('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    if (body === undefined || body.length < length) return;
    const refreshToken = new URLSearchParams(body).get('refresh_token');
    parentPort.postMessage({ refreshToken, connectedAt, firstByteAt });
    sleep(workerData?.answerAfterMs ?? 0).then(() => socket.end(response));
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
