// Makes docs/report.png from a report: `node scripts/reportScreenshot.mjs [runs/quickstart/report.html] [docs/report.png]`.
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [from = join(root, 'runs/quickstart/report.html'), to = join(root, 'docs/report.png')] =
  process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.WINNOW_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1060 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(resolve(from)).href);
  await page.waitForSelector('.stage canvas');
  await page.waitForTimeout(300);
  mkdirSync(dirname(to), { recursive: true });
  await page.screenshot({ path: to });
  console.log(`${to}: ${Math.round(statSync(to).size / 1000)} KB`);
} finally {
  await browser.close();
}
