// Attacks Weft with slow clients (slowhttptest) while ordinary ones ask every 200 ms, and prints one line per engine and attack:
//   node tools/slow-attacks.mjs [ENGINE...]       (every engine but single; they are attacked one after another)
// An attack is 1,000 connections for 60 seconds (100 where each costs a process). In a line stand the ordinary requests, those that
// failed, the longest wait of one, the longest life of an attacking connection as the kernel saw it, how many of those that
// were older than 35 seconds were still there, and the most memory of the server (PSS, with its children) and of TCP.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), '../artifacts/native/weft');
const oldest = 35; // seconds
const attacks = {
  slowloris: ['-H', '-i', '10'],
  'slow body': ['-B', '-i', '10', '-s', '8192'],
  ranges: ['-R', '-t', 'HEAD'],
  'slow read': ['-X', '-n', '5', '-z', '32', '-w', '512', '-y', '1024', '-k', '3'],
};

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Whatever is listed in /proc may be gone before it is looked at.
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const children = (pid) => fs.readdirSync(`/proc/${pid}/task`)
  .flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean));

const memory = (pid) => [pid, ...children(pid)]
  .reduce((sum, each) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${each}/smaps_rollup`))?.[1] ?? 0), 0) / 1024;

// In pages of 4 KB.
const tcpMemory = () => Number(/TCP:.* mem (\d+)/.exec(fs.readFileSync('/proc/net/sockstat', 'utf8'))[1]) / 256;

// Ports of the clients that the server has not let go: the connection is established, or the client alone has finished.
function clientPorts(port) {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').map((line) => line.trim().split(/\s+/))
    .filter(([, here, , state]) => here === local && (state === '01' || state === '08'))
    .map(([, , there]) => parseInt(there.split(':')[1], 16));
}

function ask(url, expected) {
  const began = performance.now();
  return new Promise((resolve) => {
    const done = (good) => resolve({ good, wait: performance.now() - began });
    const request = http.get(new URL('small', url), { agent: false, timeout: 10_000 }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => text += bytes).on('end', () => done(answer.statusCode === 200 && text === expected)).on('error', () => done(false));
    });
    request.on('error', () => done(false)).on('timeout', () => request.destroy());
  });
}

async function attack(server, name, count, target) {
  const { pid, url } = server;
  const attacker = spawn('slowhttptest', [...attacks[name], '-c', count, '-r', '200', '-l', '60', '-p', '10', '-u', new URL(target, url).href],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => attacker.on('exit', resolve));
  const seen = { asked: 0, failed: 0, wait: 0, life: 0, old: new Set(), most: 0, memory: 0, tcp: 0 };
  const first = new Map();
  let over = false;
  const watch = async () => {
    for (; !over; await sleep(500)) {
      const now = performance.now() / 1000;
      const ports = clientPorts(Number(url.port));
      for (const gone of [...first.keys()].filter((each) => !ports.includes(each))) first.delete(gone);
      for (const each of ports) {
        if (!first.has(each)) first.set(each, now);
        seen.life = Math.max(seen.life, now - first.get(each));
        if (now - first.get(each) > oldest) seen.old.add(each);
      }
      seen.most = Math.max(seen.most, ports.length);
      seen.memory = Math.max(seen.memory, memory(pid));
      seen.tcp = Math.max(seen.tcp, tcpMemory());
    }
  };
  const visit = async () => {
    for (; !over; await sleep(200)) {
      const { good, wait } = await ask(url, 'ordinary\n');
      seen.asked++;
      seen.failed += good ? 0 : 1;
      seen.wait = Math.max(seen.wait, wait);
    }
  };
  const both = [watch(), visit()];
  await ended;
  over = true;
  await Promise.all(both);
  return seen;
}

async function start(engine, folder) {
  const weft = spawn(program, ['-p', '0', '-c', engine, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((resolve) => weft.stdout.once('data', (bytes) => resolve(bytes.toString().trim())));
  return { weft, pid: weft.pid, url: new URL(line) };
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weft-slow-'));
let good = true;
let server;
try {
  fs.writeFileSync(path.join(folder, 'small'), 'ordinary\n');
  fs.writeFileSync(path.join(folder, 'large'), Buffer.alloc(4_000_000, 'weft'));
  const engines = process.argv.length > 2 ? process.argv.slice(2) : ['thread', 'thread-pool', 'process', 'process-pool', 'async', 'event-loop'];
  console.log('| engine | attack | connections at most | ordinary requests | failed | longest wait, ms | longest life, s | older than 35 s | PSS, MB | TCP, MB |');
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const engine of engines) {
    server = await start(engine, folder);
    for (const name of Object.keys(attacks)) {
      const seen = await attack(server, name, engine === 'process' ? '100' : '1000', name === 'slow read' ? 'large' : 'small');
      good &&= seen.failed === 0 && seen.old.size === 0;
      console.log(`| \`${engine}\` | ${name} | ${seen.most} | ${seen.asked} | ${seen.failed} | ${seen.wait.toFixed(0)} | ${seen.life.toFixed(1)} | ${seen.old.size} | ${seen.memory.toFixed(0)} | ${seen.tcp.toFixed(0)} |`);
    }
    server.weft.kill('SIGTERM');
    await new Promise((resolve) => server.weft.on('exit', resolve));
  }
} finally {
  server?.weft.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true });
}
process.exitCode = good ? 0 : 1;
