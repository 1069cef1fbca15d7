/** Accounts in a real browser: the first administrator, users, who sees what, tokens and the log; a closed collection in the viewer. Both languages. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../helpers/axe.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { wordsIn } from '../helpers/words.ts';

const PASSWORD = 'three unrelated words';
const WIDE = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 780 };

let browser: Browser;
let server: SceneServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(60_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly errors: string[];
}

async function open(address: string, size = WIDE, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const context = await browser.newContext({
    viewport: size,
    locale: 'ja-JP',
    colorScheme,
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(new URL(address, server.url).href);
  return { context, page, errors };
}

describe('accounts', () => {
  const ja = wordsIn('ja');
  const en = wordsIn('en');
  let userLink: string;
  let token: string;

  it('begin with the one-time link of the start, and say so before (日本語)', async () => {
    const before = await open('account?lang=ja');
    await before.page.getByText(ja('account.noAccounts.title')).waitFor();
    expect(await axeViolations(before.page)).toEqual([]);
    await keepPicture(before.page, 'account-none-ja');
    await before.context.close();

    const { page, context, errors } = await open(`${server.setupUrl.replace('account#', 'account?lang=ja#')}`);
    await page.getByRole('heading', { name: ja('account.setup.title') }).waitFor();
    // the secret is nowhere to be seen any more
    expect(page.url()).not.toContain('setup');
    await page.getByLabel(ja('account.signIn.name')).fill('hanako');
    const [first, second] = [ja('account.password.new'), ja('account.password.again')];
    await page.getByLabel(first, { exact: false }).first().fill(PASSWORD);
    await page.getByLabel(second, { exact: false }).first().fill('something else here');
    await page.getByRole('button', { name: ja('account.setup.submit') }).click();
    await page.getByText(ja('account.password.differs')).waitFor();
    await keepPicture(page, 'account-setup-ja');
    await page.getByLabel(second, { exact: false }).first().fill(PASSWORD);
    await page.getByRole('button', { name: ja('account.setup.submit') }).click();
    await page.getByText(ja('account.roleHelp.admin')).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-own-ja');

    // a group, and somebody in it
    await page.getByRole('tab', { name: ja('account.tabs.groups') }).click();
    await page.getByLabel(ja('account.groups.new')).fill('土木課');
    await page.getByRole('button', { name: ja('account.groups.create') }).click();
    await page.getByRole('cell', { name: '土木課', exact: true }).waitFor();
    await page.getByRole('tab', { name: ja('account.tabs.users') }).click();
    await page.getByRole('button', { name: ja('account.users.new') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(ja('account.users.name')).fill('taro');
    await dialog.getByLabel(ja('account.users.displayName')).fill('浜松 太郎');
    await dialog.getByRole('combobox', { name: ja('account.users.role') }).click();
    await page.getByRole('option', { name: ja('account.roles.engineer') }).click();
    await dialog.getByRole('combobox', { name: ja('account.users.groups') }).click();
    await page.getByRole('option', { name: '土木課' }).click();
    await page.keyboard.press('Escape');
    await keepPicture(page, 'account-new-user-ja');
    await dialog.getByRole('button', { name: ja('account.users.create') }).click();
    await page.getByRole('row', { name: /taro.*浜松 太郎.*土木課/ }).waitFor();
    userLink = (await page.locator('.account-secret').textContent()) ?? '';
    expect(userLink).toContain('/account#password=');
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-users-ja');

    // what only the group is to see
    await page.getByRole('tab', { name: ja('account.tabs.collections') }).click();
    await page.getByRole('button', { name: new RegExp(`${ja('account.collections.change')}: .*2024`) }).click();
    await page.getByRole('radio', { name: ja('account.collections.group') }).click();
    await page.getByRole('combobox', { name: ja('account.collections.groups') }).click();
    await page.getByRole('option', { name: '土木課' }).click();
    await page.keyboard.press('Escape');
    await keepPicture(page, 'account-access-ja');
    await page.getByRole('button', { name: ja('account.save') }).click();
    await page.getByRole('row', { name: /2024.*土木課/ }).waitFor();
    expect((await fetch(`${server.url}api/collections/after`)).status).toBe(404);
    await keepPicture(page, 'account-collections-ja');

    // everything is written down
    await page.getByRole('tab', { name: ja('account.tabs.audit') }).click();
    await page.getByRole('cell', { name: 'PUT /api/collections/:cid/access' }).waitFor();
    await page.getByRole('button', { name: ja('account.audit.check') }).click();
    await page.getByText(/件すべて、書かれたときのままです/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-audit-ja');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('let a user in by the link, who sees the group’s points in the viewer (English, phone)', async () => {
    const { page, context, errors } = await open(userLink.replace('account#', 'account?lang=en#'), PHONE, 'dark');
    await page.getByRole('heading', { name: en('account.password.title') }).waitFor();
    await page.getByLabel(en('account.password.new'), { exact: false }).first().fill(PASSWORD);
    await page.getByLabel(en('account.password.again'), { exact: false }).first().fill(PASSWORD);
    await page.getByRole('button', { name: en('account.password.submit') }).click();
    await page.getByText('浜松 太郎 (taro)').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-own-en-dark-phone');
    expect(await page.getByRole('tab').allTextContents()).toEqual([
      en('account.tabs.own'),
      en('account.tabs.tokens'),
      en('account.tabs.collections'),
    ]);

    await page.getByRole('tab', { name: en('account.tabs.tokens') }).click();
    await page.getByLabel(en('account.tokens.name')).fill('QGIS');
    await page.getByRole('button', { name: en('account.tokens.create') }).click();
    await page.getByRole('cell', { name: 'QGIS', exact: true }).waitFor();
    token = (await page.locator('.account-secret').textContent()) ?? '';
    const authorization = { authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}api/collections/after`, { headers: authorization })).status).toBe(200);
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-tokens-en-dark-phone');
    await page.getByRole('button', { name: `${en('account.tokens.end')}: QGIS` }).click();
    await page.getByText(en('account.none')).waitFor();
    expect((await fetch(`${server.url}api/collections/after`, { headers: authorization })).status).toBe(401);

    const seen = async () => {
      await page.goto(new URL('/?view=site&lang=en&collections=after', server.url).href);
      return await waitUntilDrawn(page);
    };
    expect(await seen()).toBeGreaterThan(1000);
    // the header leads to the account on the narrowest phones too, and nothing of it is cut off
    for (const width of [PHONE.width, 360]) {
      await page.setViewportSize({ ...PHONE, width });
      const header = page.locator('.page-header');
      const links = header.locator('a, button');
      for (let i = 0; i < (await links.count()); i++) {
        const box = await links.nth(i).boundingBox();
        // what is hidden on phones has no box
        if (box) expect(box.x + box.width).toBeLessThanOrEqual(width);
      }
      expect(await header.getByRole('link', { name: en('account.open') }).isVisible()).toBe(true);
      const choice = await header
        .getByRole('radiogroup')
        .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
      expect(choice[0]).toBeLessThanOrEqual(choice[1]!);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await keepPicture(page, `account-viewer-phone-${width}`);
    }
    expect(errors).toEqual([]);
    await page.goto(new URL('/account?lang=en', server.url).href);
    await page.getByRole('button', { name: en('account.signIn.out') }).click();
    await page.getByRole('heading', { name: en('account.signIn.title') }).waitFor();
    await keepPicture(page, 'account-sign-in-en-dark-phone');
    await context.close();
  });

  it('say who sees a project, and change that; who may only look finds nothing to write with (日本語)', async () => {
    const { page, context, errors } = await open('account?lang=ja');
    await page.getByLabel(ja('account.signIn.name')).fill('taro');
    await page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
    await page.getByRole('button', { name: ja('account.signIn.submit') }).click();
    await page.getByText('浜松 太郎 (taro)').waitFor();
    await page.goto(new URL('/?view=site&lang=ja&collections=before', server.url).href);
    await page.getByRole('button', { name: ja('tool.project') }).click();
    await page.getByRole('button', { name: ja('project.new') }).click();
    await page.getByRole('textbox', { name: ja('project.newName') }).fill('谷線 災害復旧');
    await page.getByRole('button', { name: ja('project.create') }).click();
    // his group works with it until he says otherwise
    await page.getByText('見られる人：土木課').waitFor();
    await page
      .getByRole('textbox', { name: ja('project.name'), exact: true })
      .first()
      .waitFor();
    await page.getByRole('button', { name: ja('project.access.change'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    const choice = (key: string) => dialog.getByRole('radio', { name: ja(`project.access.${key}`) });
    expect(await choice('public').isDisabled()).toBe(true);
    await choice('unlisted').click();
    await dialog.getByText(ja('project.access.unlistedAsk')).waitFor();
    await dialog.getByRole('combobox', { name: ja('project.access.writers') }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'project-access-ja');
    await dialog.getByRole('button', { name: ja('account.save') }).click();
    await page.getByText(`見られる人：${ja('project.access.unlisted')}`).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'project-access-line-ja');
    const id = await page.evaluate(async () => {
      const { projects } = (await (await fetch('/api/projects')).json()) as { projects: { id: string }[] };
      return projects[0]?.id ?? '';
    });
    await context.close();

    // nobody finds it in a list, who has its address looks at it
    const other = await open(`?view=site&lang=ja&collections=before&project=${id}`);
    expect(((await (await fetch(`${server.url}api/projects`)).json()) as { projects: unknown[] }).projects).toEqual([]);
    await other.page.getByText(`見られる人：${ja('project.access.unlisted')}`).waitFor();
    await other.page.getByText(ja('project.nothingKept')).waitFor();
    expect(await other.page.getByRole('button', { name: ja('project.addNote') }).count()).toBe(0);
    expect(await other.page.getByRole('button', { name: ja('project.access.change'), exact: true }).count()).toBe(0);
    expect([...errors, ...other.errors]).toEqual([]);
    await other.context.close();
  });

  it('hand out a link to an item that not everybody sees, and take it back (日本語)', async () => {
    const { page, context, errors } = await open('account?lang=ja&return=/catalog/after/08NF2330-2024%3Flang%3Dja');
    await page.getByLabel(ja('account.signIn.name')).fill('hanako');
    await page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
    await page.getByRole('button', { name: ja('account.signIn.submit') }).click();
    const panel = page.getByRole('region', { name: ja('catalog.item.handOut.title') });
    await panel.getByLabel(ja('catalog.item.handOut.note')).fill('測量会社');
    await panel.getByLabel(ja('catalog.item.handOut.days')).fill('7');
    await panel.getByRole('button', { name: ja('catalog.item.handOut.make') }).click();
    await panel.getByText(ja('catalog.item.handOut.once')).waitFor();
    await panel.getByRole('button', { name: ja('catalog.item.handOut.copy') }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const statusOf = async () => (await fetch(link, { headers: { range: 'bytes=0-3' } })).status;
    expect(await statusOf()).toBe(206);
    await panel.scrollIntoViewIfNeeded();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-hand-out-ja');

    await panel.getByRole('link', { name: ja('catalog.item.handOut.all') }).click();
    const row = page.getByRole('row', { name: /after\/08NF2330.*測量会社.*hanako/ });
    await row.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'account-links-ja');
    await page.setViewportSize(PHONE);
    await keepPicture(page, 'account-links-ja-phone');
    await row.getByRole('button', { name: new RegExp(ja('account.links.end')) }).click();
    await page.getByText(ja('account.none')).waitFor();
    expect(await statusOf()).toBe(404);
    // what everybody sees takes no link
    await page.setViewportSize(WIDE);
    await page.goto(new URL('/catalog/before/08NF2330-2019?lang=ja', server.url).href);
    await page.getByRole('region', { name: ja('catalog.item.licence') }).waitFor();
    expect(await panel.count()).toBe(0);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('are used by keys alone, refuse a wrong password in words, and go back where one came from', async () => {
    const back = '/catalog?lang=en';
    const { page, context } = await open(`account?lang=en&return=${encodeURIComponent(back)}`);
    await page.getByRole('heading', { name: en('account.signIn.title') }).waitFor();
    const type = async (label: string, text: string) => {
      for (let i = 0; i < 20; i++) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(() => {
          const active = document.activeElement;
          return active instanceof HTMLInputElement ? (active.labels?.[0]?.textContent ?? '') : '';
        });
        if (name.startsWith(label)) break;
      }
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    };
    await type(en('account.signIn.name'), 'hanako');
    await type(en('account.signIn.password'), 'wrong wrong wrong');
    await page.keyboard.press('Enter');
    await page.getByText(en('account.signIn.wrong')).waitFor();
    await keepPicture(page, 'account-sign-in-wrong-en');
    await page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/catalog');
    // the header leads to the page, and back to the scene that was open
    await page.goto(new URL('/?lang=en&collections=after', server.url).href);
    await page.getByRole('link', { name: en('account.open') }).click();
    await page.getByText(en('account.roleHelp.admin')).waitFor();
    expect(new URL(page.url()).searchParams.get('return')).toContain('collections=after');
    await context.close();
  });
});

it('is a page with a policy, without scripts of others, and in no list of search engines', async () => {
  const answer = await fetch(`${server.url}account`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(await answer.text()).toContain('noindex');
});
