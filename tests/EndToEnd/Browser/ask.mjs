// Presses "Ask six times at once" on the engines page, by the keyboard, and prints what the page says about it.
//   node ask.mjs PLAYWRIGHT-CORE URL UNTIL
// It asks until the sentence contains UNTIL, for a busy machine may let one of the six begin late. Prints a line for each
// fault, then for the last asking: the sentence, and the six names, in order. Without a button: the sentence in its place.
import { createRequire } from 'node:module';

const [driver, url, until] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(driver);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
try {
  const page = await browser.newPage();
  page.on('console', message => message.type() === 'error' && console.log(`console: ${message.text()}`));
  page.on('pageerror', error => console.log(error.message));
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForSelector('#six:not([hidden]), #six-absent:not([hidden])');
  if (await page.isVisible('#six-absent')) {
    console.log(await page.textContent('#six-absent'));
  } else {
    let sentence;
    do {
      await page.focus('#six button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#six button:not([aria-disabled])');
      sentence = await page.textContent('#six .verdict');
    } while (!sentence.includes(until));
    console.log(await page.textContent('#six .served-by a'));
    console.log(sentence);
    console.log((await page.locator('#six .lane-name').allTextContents()).join(', '));
  }
} finally {
  await browser.close();
}
