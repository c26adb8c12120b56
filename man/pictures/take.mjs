// Takes the pictures of the page.  Run by make.sh.
// usage: node take.mjs ADDRESS TRACK NODE_MODULES OUTPUT
import { createRequire } from 'node:module';
import path from 'node:path';

const [address, track, modules, output] = process.argv.slice(2);
const { chromium } = createRequire(path.join(modules, 'melsift.js'))('playwright-core');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function take(name, colorScheme, options, prepare) {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', colorScheme, ...options });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('html[data-ready]').waitFor();
  await prepare(page);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(output, `${name}-${colorScheme}.png`) });
  await context.close();
}

try {
  for (const theme of ['light', 'dark']) {
    await take('page-desktop', theme, { viewport: { width: 1250, height: 1093 }, deviceScaleFactor: 0.8 }, async (page) => {
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a track' }).click();
      await (await choosing).setFiles(track);
      await page.locator('#analysis').waitFor();
      await page.locator('#results-list [data-track]').first().waitFor();
      await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    });
    await take('page-phone', theme, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 4 / 3, isMobile: true, hasTouch: true },
      (page) => page.locator('[data-track]').first().waitFor());
  }
} finally {
  await browser.close();
}
