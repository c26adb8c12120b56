// Code that the browser tests share: the server under test, a browser, and pages that notice events
// which must never happen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after } from 'node:test';

const wanted = (name) => {
  const value = process.env[name];
  assert.ok(value, `$${name} is not set: see browser_test.sh`);
  return value;
};
export const server = wanted('MELSIFT_SERVER');    // http://127.0.0.1:PORT/
export const work = wanted('MELSIFT_WORK');        // the folder with the music
const modules = wanted('MELSIFT_NODE_MODULES');

const require = createRequire(path.join(modules, 'melsift.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});
after(() => browser.close());

export const file = (name) => path.join(work, name);

// visit(options, action): runs a visit in a fresh browser context.  Every visit checks that no
// script of a track ran, that no request went to another server, and that the page reported no
// error.
export async function visit(options, action) {
  const { address = '', expectErrors = /^$/, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce', acceptDownloads: true, ...rest });
  const wrong = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(Number(process.env.MELSIFT_PATIENCE_MS ?? 20000));
    page.on('dialog', (dialog) => { wrong.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('pageerror', (error) => wrong.push(error.stack));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !expectErrors.test(message.text())) wrong.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => { if (!request.url().startsWith(server) && !request.url().startsWith('blob:')) wrong.push(`asked elsewhere: ${request.url()}`); });
    // After a taste is trained, the list uses it at once, unless it was turned off before.
    await page.addInitScript(() => { if (!localStorage.getItem('melsift.taste')) localStorage.setItem('melsift.taste', 'off'); });
    await page.goto(server + address);
    await page.locator('html[data-ready]').waitFor();
    await action(page);
    assert.equal(await page.evaluate(() => window.scripted), undefined, 'a script out of a tag ran');
  } finally {
    await context.close();
  }
  assert.deepEqual(wrong, []);
}

// ask(path, body): a request to the JSON API, as other programs send it.
export async function ask(name, body) {
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'X-Melsift': '1', 'Content-Type': 'application/json' } };
  const response = await fetch(server + name, options);
  assert.ok(response.ok, `${name}: ${response.status}`);
  return response.json();
}

// The displayed results, as soon as `until` is true for them.
export async function results(page, until = (rows) => rows.length > 0) {
  let rows = [];
  for (const end = Date.now() + 20000; Date.now() < end; await page.waitForTimeout(50)) {
    rows = await page.locator('#results-list > .track').evaluateAll((nodes) => nodes.map((node) => ({
      id: node.dataset.track,
      rank: node.querySelector('.rank').textContent,
      title: node.querySelector('.track-title').textContent,
      facts: [...node.querySelectorAll('.track-facts span')].map((fact) => fact.textContent),
      reasons: [...node.querySelectorAll('.reasons li')].map((reason) => reason.textContent),
    })));
    if (until(rows)) return rows;
  }
  assert.fail(`the results never became what was expected: ${JSON.stringify(rows, null, 1)}`);
}

export async function upload(page, name) {
  await page.setInputFiles('#file', file(name));
  await page.locator('#analysis').waitFor();
}

export const setRange = (page, id, value) => page.locator(`#${id}`).evaluate((node, to) => {
  node.value = to;
  node.dispatchEvent(new Event('input', { bubbles: true }));
}, String(value));

// No problem that axe-core rates serious or worse.
export async function checkAccessible(page, what) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => axe.run());
  assert.ok(passes.length > 15, `${what}: axe-core looked at next to nothing`);
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`).join('; ')}`);
  assert.deepEqual(grave, [], what);
}

export async function checkFits(page, what) {
  const [content, window_width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= window_width, `${what}: ${content} pixels in a window of ${window_width}`);
}
