// A description of the API's document as HTML. Descriptions there are CommonMark (OpenAPI 3.1); ours use one thing of it: `code`.

import { html } from 'hono/html';
import type { Html } from './frame.ts';

export const prose = (text = ''): Html[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
