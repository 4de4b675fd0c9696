// Where an operator signs in, so that Temporal UI may have payloads opened.

import { html } from 'hono/html';
import { frame, type Html, sign } from './frame.ts';

export function signInPage(isWrong: boolean): Html {
  return frame(
    'Sign in',
    html`<h1>Sign in to read histories in Temporal UI.</h1>
${isWrong ? html`<p class="note" role="alert">That is not this installation’s operator key. It stands in FIRSTLIGHT_OPERATOR_KEY of the api.</p>` : ''}
<form method="post">
<label for="key">Operator key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<button class="do" type="submit">Sign in</button>
</form>
<ul class="facts small">
<li>For twelve hours, in this browser only.</li>
<li>It opens what workflows were given and answered. No token is among that.</li>
</ul>`,
  );
}

/** `endpoint`: what Temporal UI is to be told. */
export function signedInPage(endpoint: string): Html {
  return frame(
    'You are signed in',
    html`${sign('good')}<h1>You are signed in.</h1>
<p>Open Temporal UI in this browser. Histories are readable there from now on.</p>
<p class="note">If they are not: in Temporal UI press the glasses at the top right, give <code>${endpoint}</code> as the endpoint, and switch on “Include cross-origin credentials”.</p>`,
  );
}
