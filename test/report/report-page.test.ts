// The report in a real browser, opened from a file: what it shows, that it asks no network, that it fits a telephone.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { siblingFile } from '../../src/base/index.ts';
import { renderHtml } from '../../src/report/core.ts';
import type { DrillResult } from '../../src/report/core.ts';
import { readShell } from '../../src/report/index.ts';
import { openBrowser } from '../../scripts/open-browser.ts';
import type { OpenBrowser } from '../../scripts/open-browser.ts';

let opened: OpenBrowser;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideover-page-'));
  opened = await openBrowser();
});
after(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

const goldenOf = async (name: string): Promise<DrillResult> =>
  JSON.parse(
    await readFile(siblingFile(import.meta.url, `../../src/report/goldens/${name}.json`), 'utf8'),
  ) as DrillResult;

interface Shown {
  readonly page: Page;
  readonly result: DrillResult;
  /** Errors of the console and requests for anything but the file itself; must stay empty. */
  readonly complaints: string[];
}

interface ShowOptions {
  readonly gzip?: boolean;
  readonly change?: (golden: DrillResult) => DrillResult;
}

/** Opens a golden as a page of its own. The locale is one that Intl refuses in some headless set-ups: the page must not care. */
async function show(name: string, options: BrowserContextOptions & ShowOptions = {}): Promise<Shown> {
  const { gzip = false, change = (golden) => golden, ...context } = options;
  const result = change(await goldenOf(name));
  const path = join(folder, `${name}-${gzip ? 'gzip' : 'plain'}.html`);
  await writeFile(path, renderHtml(result, await readShell(), gzip ? { gzip: (text) => gzipSync(text) } : {}));
  const page = await opened.browser.newPage({ viewport: { width: 1280, height: 900 }, ...context });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(path).href);
  await page
    .locator(result.series.length === 0 ? '#recheck' : '.uplot canvas')
    .first()
    .waitFor();
  return { page, result, complaints };
}

/** Share of the pixels of the first chart that carry any paint. */
async function painted(page: Page): Promise<number> {
  return page
    .locator('.uplot canvas')
    .first()
    .evaluate(
      (canvas: {
        width: number;
        height: number;
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        };
      }) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) count += 1;
        return count / (data.length / 4);
      },
    );
}

/** Pixels by which the page is wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page
    .locator('html')
    .evaluate((html: { scrollWidth: number; clientWidth: number }) => html.scrollWidth - html.clientWidth);
}

test('a green drill shows its verdict, objectives, sites, painted charts and filled tables, without error or request', async () => {
  const { page, result, complaints } = await show('region-loss');

  assert.equal(await page.locator('#verdict').textContent(), 'PASS');
  assert.equal(await page.locator('h1').textContent(), 'A region is lost');
  assert.match(
    (await page.locator('.story').textContent()) ?? '',
    /37 of 41,802 acknowledged records were missing at london, and so were 4 whose writers got no answer/,
  );
  assert.equal(await page.locator('#objectives .objective, #objectives .counted').count(), result.verdicts.length);
  assert.equal(await page.locator('.site-lost .site-name').textContent(), 'paris');
  assert.equal(await page.locator('.site-promoted .site-name').textContent(), 'london');
  assert.equal(await page.locator('#waterfall .dot').count(), 7);
  assert.equal(await page.locator('.uplot canvas').count(), 3);
  assert.ok((await painted(page)) > 0.05);
  assert.equal(await page.locator('#clients tbody tr').count(), result.check.clients.length);
  assert.equal(await page.locator('#groups tbody tr').count(), result.check.groups.length);
  assert.equal(await page.locator('#timeline li').count(), result.timeline.length);
  assert.equal(await page.locator('#gaps li').count(), 2);
  assert.equal(await page.locator('#recheck code').textContent(), result.recheck);
  assert.equal(await overflow(page), 0);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a drill with a way back shows the tail, what was found equal and the figures; one without has no such part', async () => {
  const { page, complaints } = await show('divergent-tail');
  const part = page.locator('#way-back');

  assert.match(
    (await part.locator('dl').textContent()) ?? '',
    /150 records.*Equal partitions3 of 3Records compared3,160/,
  );
  assert.equal(await part.locator('table').first().locator('tbody tr').count(), 3);
  assert.match(
    (await part.locator('summary').textContent()) ?? '',
    /18 figures counted before the drill, 0 found otherwise/,
  );
  assert.ok((await overflow(page)) <= 0);
  assert.deepEqual(complaints, []);
  await page.close();

  const without = await show('region-loss');
  assert.equal(await without.page.locator('#way-back').count(), 0);
  await without.page.close();
});

test('a red drill shows failed objectives and anomalies first, and its examples open', async () => {
  const { page, complaints } = await show('replication-stopped');

  assert.equal(await page.locator('#verdict').textContent(), 'FAIL');
  assert.match((await page.locator('.expectation').textContent()) ?? '', /built to go red/);
  assert.match(
    (await page.locator('#objectives .objective').first().textContent()) ?? '',
    /RPO.*Fail.*5\.1 s.*at most 0\.5 s/,
  );
  const first = page.locator('#anomalies .expand').first();
  assert.match((await first.textContent()) ?? '', /skipped/);
  assert.equal(await page.locator('#anomalies .example-list').first().isVisible(), false);
  await first.click();
  assert.equal(await first.getAttribute('aria-expanded'), 'true');
  assert.equal(await page.locator('#anomalies .example-list').first().isVisible(), true);
  await page.locator('#anomalies summary').click();
  assert.equal(await page.getByText('phantom', { exact: true }).isVisible(), true);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('the group table sorts by its headers', async () => {
  const { page } = await show('replication-stopped');
  const header = page.locator('#groups th', { hasText: 'Skipped' });

  await header.getByRole('button').click();
  await header.getByRole('button').click();

  assert.equal(await header.getAttribute('aria-sort'), 'descending');
  assert.match((await page.locator('#groups tbody tr').first().textContent()) ?? '', /^ledgerpayments-2/);
  await page.close();
});

test('an unknown drill says unknown where a value is missing, never 0', async () => {
  const { page, complaints } = await show('old-primary-unread');

  assert.equal(await page.locator('#verdict').textContent(), 'UNKNOWN');
  assert.match((await page.locator('#objectives').textContent()) ?? '', /RTO.*unknown/);
  assert.match((await page.locator('#rpo').textContent()) ?? '', /Strandedunknown/);
  assert.match((await page.locator('#clients tr', { hasText: 'archive-java' }).textContent()) ?? '', /never/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a compressed result is shown like a plain one', async () => {
  const { page, complaints } = await show('region-loss', { gzip: true });

  assert.equal(await page.locator('#verdict').textContent(), 'PASS');
  assert.deepEqual(complaints, []);
  await page.close();
});

test('in the dark scheme the ground is dark, and the charts are painted again when the scheme changes', async () => {
  const { page, complaints } = await show('region-loss', { colorScheme: 'dark' });
  const ground = () =>
    page
      .locator('body')
      .evaluate(
        (body: object) =>
          (globalThis as unknown as { getComputedStyle(of: object): { backgroundColor: string } }).getComputedStyle(
            body,
          ).backgroundColor,
      );

  assert.equal(await ground(), 'rgb(11, 20, 24)');
  await page.emulateMedia({ colorScheme: 'light' });
  assert.equal(await ground(), 'rgb(243, 246, 246)');
  assert.ok((await painted(page)) > 0.05);
  assert.deepEqual(complaints, []);
  await page.close();
});

for (const name of ['region-loss', 'replication-stopped', 'old-primary-unread']) {
  test(`${name} fits a window of 390 pixels without sideways scrolling, folded and unfolded`, async () => {
    const { page, complaints } = await show(name, { viewport: { width: 390, height: 844 } });

    assert.equal(await overflow(page), 0);
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.equal(await overflow(page), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test('a drill of one cluster with nothing but a crashed broker is shown too: no survivor, no series, no groups', async () => {
  const { page, complaints } = await show('region-loss', {
    change: (golden) => ({
      ...golden,
      scenario: {
        ...golden.scenario,
        topology: {
          ...golden.scenario.topology,
          sites: golden.scenario.topology.sites.filter((site) => site.role !== 'standby'),
        },
        timeline: [{ fault: { kind: 'broker-crash', site: 'paris', target: 'controller' }, afterMs: 0 }],
        failover: false,
        mechanism: null,
      },
      check: {
        ...golden.check,
        rpo: null,
        rto: { detect: null, decide: null, fence: null, promote: null, redirect: null, clients: null, total: null },
        clients: [],
        groups: [],
        anomalies: [],
      },
      series: [],
      bands: [],
      fencing: null,
      secondOpinions: [],
      configuration: [],
      gaps: [],
    }),
  });

  assert.match((await page.locator('.story').textContent()) ?? '', /^A broker of paris crashed\. It is not known when/);
  assert.equal(await page.locator('.site-lost, .site-promoted').count(), 0);
  assert.equal(await page.locator('.broker-down').count(), 1);
  assert.equal(await page.locator('.wire-served .wire-note').textContent(), 'clients');
  assert.match((await page.locator('#gaps').textContent()) ?? '', /Nothing that it set out to show is missing/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('with scripts switched off the page shows the text of the drill', async () => {
  const result = await goldenOf('region-loss');
  const path = join(folder, 'no-script.html');
  await writeFile(path, renderHtml(result, await readShell()));
  const page = await opened.browser.newPage({ javaScriptEnabled: false });

  await page.goto(pathToFileURL(path).href);

  assert.match((await page.locator('noscript pre').textContent()) ?? '', /OBJECTIVES\n {2}✓ rpo/);
  await page.close();
});

test('on paper nothing is cut: the page prints to a PDF of several pages with everything in it', async () => {
  const { page, complaints } = await show('region-loss', { colorScheme: 'dark' });

  const pdf = await page.pdf({ format: 'A4', printBackground: true });

  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 3 && pages <= 16, `${pages} pages`);
  assert.deepEqual(complaints, []);
  await page.close();
});
