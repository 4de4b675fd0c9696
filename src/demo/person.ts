// A person with a browser: follows a link, keeps cookies, presses the one button there is. Only what a browser would do.

export class Person {
  /** Every address the browser went to, and when. */
  readonly visits: { readonly url: string; readonly at: number }[] = [];
  readonly #cookies = new Map<string, Map<string, string>>();

  /** GET, following redirects as a browser does; returns the page that stays. */
  async open(url: string): Promise<{ readonly url: string; readonly html: string; readonly status: number }> {
    return this.#go(url, { method: 'GET' });
  }

  /** Fills and submits the page's form. `fields` overrides what the form has; a button's name and value come with it. */
  async submit(
    page: { readonly url: string; readonly html: string },
    fields: Readonly<Record<string, string>> = {},
  ) {
    const form = /<form[^>]*>/i.exec(page.html)?.[0];
    if (!form) throw new Error(`there is no form on ${new URL(page.url).pathname}`);
    const action = /action="([^"]*)"/i.exec(form)?.[1];
    const method = /method="([^"]*)"/i.exec(form)?.[1]?.toUpperCase() ?? 'GET';
    const url = new URL(action ? decodeEntities(action) : page.url, page.url);
    const values = new URLSearchParams(filledFields(page.html));
    for (const [name, value] of Object.entries(fields)) values.set(name, value);
    if (method === 'GET') {
      for (const [name, value] of values) url.searchParams.set(name, value);
      return this.#go(url.href, { method });
    }
    return this.#go(url.href, { method, body: values });
  }

  async #go(start: string, first: { readonly method: string; readonly body?: URLSearchParams }) {
    let url = start;
    let request: { method: string; body?: URLSearchParams } = { ...first };
    for (let hops = 0; hops < 10; hops++) {
      this.visits.push({ url, at: Date.now() });
      const response = await fetch(url, {
        method: request.method,
        body: request.body,
        headers: { cookie: this.#cookiesFor(url), origin: new URL(url).origin },
        redirect: 'manual',
      });
      this.#keepCookies(url, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return { url, html: await response.text(), status: response.status };
      }
      url = new URL(location, url).href;
      request = { method: 'GET' };
    }
    throw new Error('the pages send the browser round in a circle');
  }

  #keepCookies(url: string, lines: readonly string[]): void {
    const host = new URL(url).host;
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    for (const line of lines) {
      const [pair] = line.split(';') as [string];
      const equals = pair.indexOf('=');
      jar.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
    }
    this.#cookies.set(host, jar);
  }

  #cookiesFor(url: string): string {
    return [...(this.#cookies.get(new URL(url).host) ?? [])]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }
}

/** What a browser sends of a form nobody touched: hidden fields, and boxes that are checked. */
function filledFields(html: string): [string, string][] {
  const inputs = html.matchAll(/<input[^>]*(?:type="hidden"|\schecked)[^>]*>/gi);
  return [...inputs].flatMap(([input]) => {
    const name = /name="([^"]*)"/i.exec(input!)?.[1];
    return name
      ? [[name, decodeEntities(/value="([^"]*)"/i.exec(input!)?.[1] ?? '')] as [string, string]]
      : [];
  });
}

const decodeEntities = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
