// The sandbox's control from wherever you are: this process, a test, a demo, another terminal.

import { controlInputs, type SandboxControl } from './control-contract.ts';

export function createSandboxControl(controlUrl: string): SandboxControl {
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/${name}`, controlUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input ?? {}),
    });
    const body = (await response.json()) as { error?: string };
    if (!response.ok) throw new Error(`Sandbox: ${body.error ?? `the control answered ${response.status}`}`);
    return body;
  };
  const calls = Object.fromEntries(
    Object.keys(controlInputs).map((name) => [name, (input: unknown) => call(name, input)]),
  );
  return { ...calls, consent } as unknown as SandboxControl;
}

/** GET the page, fill in its form, POST it, and stop at the redirect. */
const consent: SandboxControl['consent'] = async ({
  authorizeUrl,
  user,
  allow = true,
  untickedScopes = [],
}) => {
  const page = await fetch(authorizeUrl, { redirect: 'manual' });
  const html = await page.text();
  if (page.status !== 200)
    throw new Error(`Sandbox: the consent page answered ${page.status}: ${alertOf(html)}`);
  const boxes = [...html.matchAll(/<input type="checkbox" name="scope" value="([^"]*)"/g)].map(([, value]) =>
    unescapeHtml(value!),
  );
  const unknown = untickedScopes.filter((scope) => !boxes.includes(scope));
  if (unknown.length > 0) {
    throw new Error(
      `Sandbox: the page has no checkbox for ${unknown.join(', ')}. It has: ${boxes.join(', ') || 'none'}.`,
    );
  }
  const form = new URLSearchParams({
    request: unescapeHtml(/name="request" value="([^"]*)"/.exec(html)?.[1] ?? ''),
    user,
    decision: allow ? 'allow' : 'deny',
  });
  for (const scope of boxes) if (!untickedScopes.includes(scope)) form.append('scope', scope);
  const answer = await fetch(authorizeUrl, { method: 'POST', body: form, redirect: 'manual' });
  const redirectUrl = answer.headers.get('location');
  if (answer.status === 302 && redirectUrl) return { redirectUrl };
  throw new Error(`Sandbox: the consent page answered ${answer.status}: ${alertOf(await answer.text())}`);
};

const alertOf = (html: string): string =>
  unescapeHtml(/role="alert"[^>]*>([^<]*)</.exec(html)?.[1] ?? 'no reason given');

const unescapeHtml = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
