// Visits every page of a site in Chromium, and compares every file as the browser gets it with the file itself.
//   node visit.mjs PLAYWRIGHT-CORE URL FOLDER
// Prints one line per fault; nothing if all is well.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [driver, url, folder] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(driver);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
  .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));

const faults = [];
let pending = 0;
let settle = () => {};
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
try {
  const page = await browser.newPage();
  page.on('console', message => message.type() === 'error' && faults.push(`${page.url()}: console: ${message.text()}`));
  page.on('pageerror', error => faults.push(`${page.url()}: ${error.message}`));
  page.on('request', () => pending++);
  // ERR_ABORTED is the browser's own doing: it leaves a page while it still fetches the icon.
  page.on('requestfailed', request => finish(request.failure().errorText !== 'net::ERR_ABORTED' &&
    `${request.url()}: ${request.failure().errorText}`));
  page.on('requestfinished', async request => finish(faultOf(await request.response())));

  // Folders under their own address too, as links name them.
  const pages = files.filter(file => file.endsWith('.html'));
  for (const path of [...pages, ...pages.filter(file => file.endsWith('index.html')).map(file => file.slice(0, -'index.html'.length))]) {
    await page.goto(new URL(path, url).href, { waitUntil: 'load' });
    while (pending > 0)
      await new Promise(resolve => { settle = resolve; });
  }

  // What the browser has shown it does not always give away, so it fetches everything once more to be compared.
  // Not the one answer that is live: the server of the demo site has its own in the place of the file.
  for (const path of files.filter(file => file !== 'engine')) {
    const hash = await page.evaluate(async address => {
      const bytes = await (await fetch(address, { cache: 'no-store' })).arrayBuffer();
      return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map(b => b.toString(16).padStart(2, '0')).join('');
    }, new URL(path.split('/').map(encodeURIComponent).join('/'), url).href);
    if (hash !== createHash('sha256').update(readFileSync(join(folder, path))).digest('hex'))
      faults.push(`${path}: fetched, and not what is in the file`);
  }
} finally {
  await browser.close();
}
for (const fault of faults)
  console.log(fault);

function finish(fault) {
  pending--;
  if (fault)
    faults.push(fault);
  if (pending === 0)
    settle();
}

function faultOf(response) {
  if (!response.url().startsWith(url))
    return `${response.url()}: somebody else's`;
  return [200, 304].includes(response.status()) ? undefined : `${response.url()}: ${response.status()}`;
}
