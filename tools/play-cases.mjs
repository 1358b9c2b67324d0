// Plays the conformance cases against any server and prints what it did, one line per case: this is where the columns of
// the other servers in docs/http.md come from.
//   node tools/play-cases.mjs site FOLDER         makes the files that the cases ask for
//   node tools/play-cases.mjs PORT [PREFIX...]    plays the cases whose names begin so (all of them), on 127.0.0.1
// A line is the case, the statuses that came, and how it was left: "keep" (another request was answered), "close", "silent"
// (it was not, for 3 seconds), or "waits" (nothing came before there was another request). Cases that take their time
// (pause) are left out, and so are those that send an entity tag of Weft's making, which other servers cannot have given.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cases = path.join(path.dirname(fileURLToPath(import.meta.url)), '../tests/Conformance/Cases');
const patience = Number(process.env.PATIENCE ?? 3000); // milliseconds; more on a busy machine

function makeSite(folder) {
  const secret = 'the secret outside';
  const files = {
    'index.html': '<p>Weft at home.\n', 'hello.txt': 'hello world', 'empty.txt': '', 'style.css': 'body { color: black }\n',
    'data.json': '{}\n', 'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n', 'no-extension': 'plain\n',
    'odd.extension-nobody-knows': 'odd\n', 'dir/index.html': '<p>An index.\n', 'dir/sub/deep.txt': 'deep', 'noindex/a.txt': 'a',
    '.hidden': secret, 'noindex/.hidden': secret, '.git/config': secret, '.well-known/x': 'well known', 'with space.txt': 'spaced',
    'a;v=1/x.txt': 'semicolon', 'what?.txt': 'question', 'name%41.txt': 'percent', 'nameA.txt': 'decoded once too often',
    'back\\slash.txt': 'backslash', 'ünï.txt': 'utf-8', 'odd dir/index.html': 'odd', 'listing/<b>&"\'.txt': 'markup',
    'listing/:colon.txt': 'colon', '../www-secret/secret.txt': secret, '../secret.txt': secret, 'big.bin': 'x'.repeat(200000),
    'hello-100ns-later.txt': 'HELLO WORLD', 'hello-in-2100.txt': 'hello world',
  };
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
    fs.utimesSync(path.join(folder, name), 1767323045, 1767323045);
  }
  fs.utimesSync(path.join(folder, 'hello-in-2100.txt'), 4102542245, 4102542245);
  const links = { 'link-out.txt': '../secret.txt', 'link-out-dir': '../www-secret', 'link-in.txt': 'hello.txt', 'link-loop': 'link-loop' };
  for (const [name, target] of Object.entries(links))
    fs.rmSync(path.join(folder, name), { force: true }), fs.symlinkSync(target, path.join(folder, name));
}

// As tests/Conformance/Escapes.cs: \r \n \t \\ \{ \xHH and {COUNT*text}; everything else is UTF-8.
function decode(text) {
  const bytes = [];
  const simple = { r: 13, n: 10, t: 9, '\\': 92, '{': 123, '}': 125 };
  for (let i = 0; i < text.length;) {
    if (text[i] === '\\' && text[i + 1] === 'x') {
      bytes.push(parseInt(text.slice(i + 2, i + 4), 16));
      i += 4;
    } else if (text[i] === '\\') {
      bytes.push(simple[text[i + 1]]);
      i += 2;
    } else if (text[i] === '{') {
      const end = text.indexOf('}', i);
      const [, count, inner] = /^(\d+)\*(.*)$/s.exec(text.slice(i + 1, end));
      const once = decode(inner);
      for (let n = 0; n < Number(count); n++) for (const byte of once) bytes.push(byte);
      i = end + 1;
    } else {
      const point = String.fromCodePoint(text.codePointAt(i));
      bytes.push(...Buffer.from(point));
      i += point.length;
    }
  }
  return Buffer.from(bytes);
}

function readCases() {
  const all = [];
  for (const file of fs.readdirSync(cases).sort()) {
    for (const line of fs.readFileSync(path.join(cases, file), 'utf8').split('\n')) {
      if (/^[A-Z]{2}-\d\d/.test(line)) all.push({ id: line.split('|')[0].trim(), actions: [], heads: [], sendsTag: false });
      const its = all[all.length - 1];
      if (line.startsWith('>') && line.includes('{tag of ')) its.sendsTag = true;
      else if (line.startsWith('>|')) its.actions.push(decode(line.slice(2).replace(/^ /, '')));
      else if (line.startsWith('>')) its.actions.push(Buffer.concat([decode(line.slice(1).replace(/^ /, '')), Buffer.from('\r\n')]));
      else if (line.startsWith('!')) its.actions.push(line.slice(1).trim());
      else if (/^< \d/.test(line)) its.heads.push(line.includes('to HEAD'));
    }
  }
  return all;
}

// Leniently: what other servers send is not on trial here. Content is skipped by length, by chunks or to the end.
function statuses(stream, heads) {
  const found = [];
  for (let at = 0; at < stream.length;) {
    const end = stream.indexOf('\r\n\r\n', at, 'latin1');
    const head = stream.subarray(at, end < 0 ? stream.length : end).toString('latin1');
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
    if (!status || end < 0) {
      found.push(status ?? 'garbage');
      break;
    }
    found.push(status);
    at = end + 4;
    const finals = found.filter(each => each[0] !== '1').length;
    if (status[0] === '1' || status === '204' || status === '304' || heads[finals - 1]) continue;
    const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) at += Number(length);
    else if (/\ntransfer-encoding: *chunked/i.test(head)) at = stream.indexOf('0\r\n\r\n', at, 'latin1') + 5;
    else break;
  }
  return found;
}

// What is sent in one go arrives in one go: the answers do not depend on who was faster.
function joined(actions) {
  const all = [];
  for (const action of actions) {
    if (typeof action !== 'string' && all.length > 0 && typeof all[all.length - 1] !== 'string') all.push(Buffer.concat([all.pop(), action]));
    else all.push(action);
  }
  return all;
}

function play(port, its) {
  return new Promise(resolve => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const pieces = [];
    let timer;
    let isProbing = false;
    let before = 0;
    const finish = end => {
      clearTimeout(timer);
      socket.destroy();
      const found = statuses(Buffer.concat(pieces), its.heads);
      if (isProbing) found.length = Math.min(found.length, before);
      resolve(`${its.id} ${found.join(' ') || 'nothing'} ${isProbing && before === 0 ? 'waits' : end}`);
    };
    // A moment of silence is the end of the answers; another request then tells whether the connection is kept.
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const count = statuses(Buffer.concat(pieces), its.heads).length;
        if (isProbing) finish(count > before ? 'keep' : 'silent');
        else {
          isProbing = true;
          before = count;
          if (socket.writableEnded) timer = setTimeout(() => finish('silent'), patience);
          else socket.write('GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n'), wait();
        }
      }, isProbing ? patience / 2 : patience / 6);
    };
    socket.on('data', bytes => {
      pieces.push(bytes);
      if (isProbing && statuses(Buffer.concat(pieces), its.heads).length > before) finish('keep');
      else wait();
    });
    socket.on('end', () => finish('close'));
    socket.on('error', () => finish('close'));
    socket.on('connect', async () => {
      for (const action of joined(its.actions)) {
        if (action === 'fin') socket.end();
        else if (typeof action === 'string') await new Promise(done => setTimeout(done, 300));
        else if (!socket.destroyed) socket.write(action);
      }
      wait();
    });
  });
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'site') makeSite(rest[0]);
else {
  for (const its of readCases().filter(each => rest.length === 0 || rest.some(prefix => each.id.startsWith(prefix)))) {
    if (its.sendsTag) continue;
    if (!its.actions.some(action => typeof action === 'string' && action.startsWith('pause'))) console.log(await play(Number(first), its));
  }
}
