import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { readReportAssets } from '../../src/report/readReportAssets.ts';
import type { ReportData } from '../../src/report/reportData.ts';
import { type ReportAssets, writeReport } from '../../src/report/writeReport.ts';
import { repositoryRoot } from '../harness.ts';

export const chromiumPath = process.env['WINNOW_CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether a Chromium is there. Without one the tests are a named skip, except in CI, where they fail. */
export function chromiumIsThere(): boolean {
  if (existsSync(chromiumPath)) return true;
  if (process.env['CI']) throw new Error(`no chromium at ${chromiumPath}: CI forbids the skip`);
  console.log('SKIPPED no chromium');
  return false;
}

/** The page, bundled from the sources as they are now. */
export async function freshAssets(): Promise<ReportAssets> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-page-'));
  const { bundleReport } = (await import(new URL('scripts/bundleReport.mjs', repositoryRoot).href)) as {
    bundleReport(folder: string): Promise<void>;
  };
  await bundleReport(folder);
  const assets = readReportAssets(folder);
  rmSync(folder, { recursive: true });
  return assets;
}

export interface OpenedReport {
  readonly page: Page;
  /** Console messages, errors and requests other than the file itself: all should stay empty. */
  readonly noise: string[];
  readonly url: string;
  /** Processor time of the page's main thread so far, in ms: unlike a clock's, it doesn't depend on neighbours. */
  busy(): Promise<number>;
  readonly html: string;
}

export interface TestBrowser {
  open(
    data: ReportData,
    options?: BrowserContextOptions & { readonly hash?: string; readonly init?: string },
  ): Promise<OpenedReport>;
  close(): Promise<void>;
}

/** A real browser that opens reports by `file:`, watches for any noise, and refuses any request. */
export async function testBrowser(): Promise<TestBrowser> {
  const assets = await freshAssets();
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), 'winnow-report-'));
  let made = 0;
  return {
    async open(data, { hash = '', init = '', ...options } = {}) {
      const html = writeReport(data, assets);
      const file = join(folder, `report-${made++}.html`);
      writeFileSync(file, html);
      const url = `${pathToFileURL(file).href}${hash}`;
      const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      if (init !== '') await page.addInitScript(init);
      const noise: string[] = [];
      page.on('console', (message) => noise.push(`console ${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        noise.push(`dialog: ${dialog.message()}`);
        dialog.dismiss().catch(() => undefined);
      });
      await page.route('**/*', (route) => {
        const wanted = route.request().url();
        if (wanted.startsWith('file:') && fileURLToPath(wanted.replace(/#.*/, '')) === file)
          return route.continue();
        if (wanted.startsWith('blob:') || wanted.startsWith('data:')) return route.continue();
        noise.push(`request: ${wanted}`);
        return route.abort();
      });
      await page.goto(url);
      await page.waitForSelector('.page-head, .boot[role=alert]');
      await page.waitForTimeout(80);
      const busy = async (): Promise<number> => {
        const { metrics } = await session.send('Performance.getMetrics');
        return 1000 * (metrics.find((m) => m.name === 'TaskDuration')?.value ?? Number.NaN);
      };
      return { page, noise, url, html, busy };
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
