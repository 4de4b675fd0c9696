// The web app of docs/connect.md, taken from the page as it stands there, does what the page says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePorts } from '../../src/embedded/ports.ts';
import { startApiWorld } from '../http/api-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { launchChromium, newPerson } from './browse.ts';

const guide = readFileSync(new URL('../../docs/connect.md', import.meta.url), 'utf8');
const appOfTheGuide = /```js\n(.*?)```/s.exec(guide)![1]!;

it('connects an account for the web app of the guide, and believes no address that was only typed', async () => {
  const [port] = await freePorts(1);
  const app = `http://127.0.0.1:${port}`;
  const world = await startApiWorld({}, { FIRSTLIGHT_RETURN_URLS: app });
  onTestFinished(() => world.stop());
  const tenant = await world.newTenant('acme');
  const path = join(temporaryFolder(), 'app.mjs');
  writeFileSync(path, appOfTheGuide);
  const environment = { FIRSTLIGHT_URL: world.stack.apiUrl, FIRSTLIGHT_TENANT_KEY: tenant.key };
  const child = spawn(process.execPath, [path], {
    env: { PATH: process.env.PATH, PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  expect(String(await once(child.stdout, 'data'))).toContain(`the web app is at ${app}`);
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const person = await newPerson(browser);

  await person.page.goto(app);
  await person.press('Connect Google');
  await person.press('Continue to Google');
  await person.decide({ user: world.sandbox.tenants[0]!.users[0]!.user });

  expect(await person.heading()).toBe('Night report is active');
  await person.page.reload();
  expect(await person.heading()).toBe('Nothing connected yet');

  await person.press('Connect Google');
  await person.press('I can’t do this');
  expect(await person.heading()).toBe('Not connected');
  expect(person.complaints).toEqual([]);
});
