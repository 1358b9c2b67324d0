// Visits every page of a site in Chromium, and compares every byte that the browser got with the file it came from.
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
const content = path => readFileSync(join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path));
const pathOf = address => decodeURIComponent(new URL(address).pathname).slice(1);

const faults = [];
const checks = [];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
try {
  const page = await browser.newPage();
  page.on('console', message => message.type() === 'error' && faults.push(`${page.url()}: console: ${message.text()}`));
  page.on('pageerror', error => faults.push(`${page.url()}: ${error.message}`));
  page.on('requestfailed', request => faults.push(`${request.url()}: ${request.failure().errorText}`));
  page.on('response', response => checks.push(compare(response)));

  // Folders under their own address too, as links name them.
  const pages = files.filter(file => file.endsWith('.html'));
  for (const path of [...pages, ...pages.filter(file => file.endsWith('index.html')).map(file => file.slice(0, -'index.html'.length))]) {
    await page.goto(new URL(path, url).href, { waitUntil: 'load' });
    await Promise.all(checks);
  }

  // What no page shows, the browser fetches.
  page.removeAllListeners('response');
  for (const path of files) {
    const hash = await page.evaluate(async address => {
      const bytes = await (await fetch(address, { cache: 'no-store' })).arrayBuffer();
      return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map(b => b.toString(16).padStart(2, '0')).join('');
    }, new URL(path.split('/').map(encodeURIComponent).join('/'), url).href);
    if (hash !== createHash('sha256').update(content(path)).digest('hex'))
      faults.push(`${path}: fetched, and not what is in the file`);
  }
} finally {
  await browser.close();
}
for (const fault of faults)
  console.log(fault);

async function compare(response) {
  if (!response.url().startsWith(url))
    faults.push(`${response.url()}: somebody else's`);
  else if (response.status() !== 200 && response.status() !== 304)
    faults.push(`${response.url()}: ${response.status()}`);
  else if (response.status() === 200 && response.request().method() === 'GET' && !(await response.body()).equals(content(pathOf(response.url()))))
    faults.push(`${response.url()}: not what is in the file`);
}
