// Visits a site in Chromium, edits all of it, and does what people do then. Whatever they do, they must see what is there.
//   node fresh.mjs PLAYWRIGHT-CORE FOLDER
// It has no server of its own. It prints "start FOLDER" and reads the URL of a server of that folder, always on one port; it
// prints "stop" and reads a line when that server has ended. Every other line that it prints is a fault.
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [driver, folder] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(driver);
const executable = {
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const beginning = Date.now() / 1000;
const hour = 3600;

// How old the files are before they are edited, in seconds, and afterwards: some edits put the time back, as tar and rsync do.
// Each has a folder of its own, with a whole site in it.
const ages = [
  { name: 'just-written', before: 0, after: 0 },
  { name: 'an-hour-old', before: hour, after: 0 },
  { name: '30-days-old', before: 30 * 24 * hour, after: 0 },
  { name: 'an-hour-old-and-put-back', before: hour, after: hour },
];

// The folder that is served; there are two, for two projects that share a port.
let project = 'a';
for (const age of ages) {
  mkdirSync(join(folder, 'a', age.name), { recursive: true });
  mkdirSync(join(folder, 'b', age.name), { recursive: true });
}
const url = await start();

// Each act begins on a page that shows the old site, after the edit, and returns the page that has to show the new one.
const type = async (page, address) => {
  await page.goto(address);
  return page;
};
const openTab = async (page, address) => type(await page.context().newPage(), address);
const click = async (page, link) => {
  await page.evaluate(() => { window.isOld = true; });
  await page.click(link);
  return page;
};
const acts = {
  'F5': async page => {
    await page.reload();
    return page;
  },
  'F5 twice': async page => {
    await page.reload();
    await shown(page);
    await page.reload();
    return page;
  },
  'location.reload()': async page => {
    await page.evaluate(() => {
      window.isOld = true;
      location.reload();
    });
    return page;
  },
  'a link to another page': page => click(page, '#other'),
  'a link to the same page': page => click(page, '#same'),
  'a new tab': openTab,
  'the address typed again': type,
};

const browser = await chromium.launch(executable);
try {
  for (const [name, act] of Object.entries(acts))
    await judge(name, act, { change: () => writeAll('new') });
  await judge('another project on the same port', type, { change: serveTheOther });
  const hash = version => `-${version}`;
  await judge('a new build', openTab, { change: () => writeAll('new', hash), hash });
  await judgeRestart();
  await judge('a stopped server', type, { change: () => ask('stop'), expectation: expectRefusal });
} finally {
  await browser.close();
}
process.exit();

// The old sites in a new profile, the change, and the act on each of them. With a hash, every file but the pages bears its
// version in its name: what is loaded late is asked for after the edit only, when the old one is gone.
async function judge(what, act, { change, hash = () => '', expectation = expect }) {
  const context = await browser.newContext();
  const pages = [];
  writeAll('old', hash);
  for (const age of ages) {
    pages.push(await type(await context.newPage(), url + age.name + '/'));
    await expect(`${what}, ${age.name}, before`, () => pages.at(-1), 'old', hash('') === '');
  }
  await change();
  for (const [i, age] of ages.entries()) {
    // A page behind others is in no hurry.
    await pages[i].bringToFront();
    await expectation(`${what}, ${age.name}`, () => act(pages[i], url + age.name + '/'), 'new');
  }
  await context.close();
}

async function judgeRestart() {
  for (const version of ['old', 'new']) {
    writeAll(version);
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), executable);
    const [page] = context.pages();
    for (const age of ages)
      await expect(`the browser started again, ${age.name}`, () => type(page, url + age.name + '/'), version);
    await context.close();
  }
}

async function serveTheOther() {
  await ask('stop');
  project = 'b';
  writeAll('new');
  await start();
}

// Everything says which version it is. All versions have one length, so a size says nothing.
function writeAll(version, hash = () => '') {
  for (const age of ages)
    write(join(folder, project, age.name), version, version === 'old' ? age.before : age.after, hash);
}

function write(place, version, age, hash) {
  const of = file => file.replace('.', `${hash(version)}.`);
  const page = links => `<!DOCTYPE html><title>${version}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="${of('style.css')}"><script src="${of('app.js')}"></script>
<script type="module" src="${of('main.mjs')}"></script>${links}`;
  const files = {
    'index.html': page('<a id="same" href="./">same</a> <a id="other" href="other.html">other</a>'),
    'other.html': page('<a id="other" href="./">back</a>'),
    [of('style.css')]: `:root { --version: ${version} }`,
    [of('app.js')]: `window.js = '${version}';`,
    [of('main.mjs')]: `import imported from './${of('dep.mjs')}';
window.late = async () => (await import('./${of('late.mjs')}')).default;
const json = await (await fetch('${of('data.json')}')).json();
window.modules = { module: '${version}', imported, json: json.version };`,
    [of('dep.mjs')]: `export default '${version}';`,
    [of('late.mjs')]: `export default '${version}';`,
    [of('data.json')]: JSON.stringify({ version }),
  };
  for (const file of readdirSync(place).filter(each => !(each in files)))
    rmSync(join(place, file));
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(place, file), content);
    if (age > 0)
      utimesSync(join(place, file), beginning - age, beginning - age);
  }
}

// What a page shows, once all of it is there.
async function shown(page, withLate = true) {
  await page.waitForFunction(() => !window.isOld && window.modules !== undefined);
  return page.evaluate(async withLate => ({
    html: document.title,
    css: getComputedStyle(document.documentElement).getPropertyValue('--version'),
    js: window.js,
    ...window.modules,
    ...(withLate ? { late: await window.late().catch(error => error.message) } : {}),
  }), withLate);
}

async function expect(what, act, version, withLate = true) {
  try {
    const wrong = Object.entries(await shown(await act(), withLate)).filter(([, its]) => its !== version);
    if (wrong.length > 0)
      console.log(`${what}: not ${version}: ${wrong.map(([part, its]) => `${part} (${its})`).join(', ')}`);
  } catch (error) {
    console.log(`${what}: ${error.message.split('\n')[0]}`);
  }
}

async function expectRefusal(what, act) {
  const outcome = await act().then(() => 'the page is shown', error => error.message);
  if (!outcome.includes('ERR_CONNECTION_REFUSED'))
    console.log(`${what}: ${outcome}`);
}

function start() {
  return ask(`start ${join(folder, project)}`);
}

async function ask(text) {
  console.log(text);
  return (await answers.next()).value;
}
