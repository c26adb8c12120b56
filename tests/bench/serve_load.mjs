// Parallel clients of serve: each uploads a track, requests recommendations for it, and begins
// again; a request that is refused with 503 is repeated after Retry-After.  Optionally, additional
// clients never finish a request.  Writes one JSON object with the results to standard output.
// Usage: node serve_load.mjs ADDRESS TRACK CLIENTS SECONDS SLOW_CLIENTS SERVER_PID
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [address, track, clients, seconds, slowClients, pid] = process.argv.slice(2);
const url = new URL(address);
const bytes = fs.readFileSync(track);
const end = Date.now() + 1000 * Number(seconds);

const statuses = {};
const latencies = { classify: [], recommend: [] };
const count = (what) => { statuses[what] = (statuses[what] ?? 0) + 1; };

function post(agent, path, body) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const request = http.request({
      agent, method: 'POST', host: url.hostname, port: url.port, path,
      headers: { 'X-Melsift': '1', 'Content-Length': body.length },
    }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => resolve({
        status: answer.statusCode, wait: Number(answer.headers['retry-after'] ?? 0),
        text: Buffer.concat(pieces).toString(), ms: performance.now() - begun,
      }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function client() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (kind, path, body) => {
    try {
      const answer = await post(agent, path, body);
      count(`${kind} ${answer.status}`);
      if (answer.status === 200) latencies[kind].push(answer.ms);
      else if (answer.status === 503) await sleep(1000 * Math.max(answer.wait, 0.1));
      return answer;
    } catch (error) {
      count(`${kind} ${error.code}`);
      return null;
    }
  };
  while (Date.now() < end) {
    const upload = await ask('classify', '/api/classify?name=track.wav', bytes);
    if (upload?.status !== 200) continue;
    const id = JSON.parse(upload.text).upload;
    await ask('recommend', '/api/recommend', Buffer.from(JSON.stringify({ upload: id, count: 10 })));
  }
  agent.destroy();
}

// In turns: a client whose head never ends, one whose large body never ends, and one whose
// announced body never ends, with one byte per second.
let slowCut = 0;
async function slowClient(number) {
  while (Date.now() < end) {
    await new Promise((resolve) => {
      const socket = net.connect(Number(url.port), url.hostname);
      const post = 'POST /api/classify HTTP/1.1\r\nHost: localhost\r\nX-Melsift: 1\r\nContent-Length: 1000000\r\n';
      const begun = ['GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: ', `${post}\r\n`,
        `${post}Expect: 100-continue\r\n\r\n`];
      socket.write(begun[number % begun.length]);
      const timer = setInterval(() => (Date.now() < end ? socket.write('x') : socket.destroy()), 1000);
      socket.on('data', () => {});
      socket.on('error', () => {});
      socket.on('close', () => { clearInterval(timer); ++slowCut; resolve(); });
    });
    await sleep(100);
  }
}

const memory_mb = [];
const measure = () => {
  const kb = /VmRSS:\s*(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  memory_mb.push(Math.round(kb / 1024));
};
const at = (list, share) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted.length === 0 ? null : Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) / 10;
};

measure();
const every = setInterval(measure, (1000 * seconds) / 6);
await Promise.all([
  ...Array.from({ length: Number(clients) }, client),
  ...Array.from({ length: Number(slowClients) }, (_, i) => slowClient(i)),
]);
clearInterval(every);
measure();
const figures = {};
for (const [kind, list] of Object.entries(latencies))
  figures[kind] = { a_second: Math.round((10 * list.length) / seconds) / 10, p50_ms: at(list, 0.5), p99_ms: at(list, 0.99) };
console.log(JSON.stringify({ clients: Number(clients), slow_clients: Number(slowClients), statuses, ...figures, memory_mb, slow_cut: slowCut }));
