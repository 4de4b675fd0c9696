// Where the operator signs in, so that Temporal UI in the same browser may have opened what is sealed there.

import { html } from 'hono/html';
import { frame, type Html, sign } from './frame.ts';

export const signInPage = (isWrong = false): Html =>
  frame(
    'Sign in as operator',
    html`<h1>Sign in with the operator’s key to read in Temporal UI what Firstlight keeps sealed there.</h1>
${isWrong ? html`<p class="note" role="alert">That is not the operator’s key. Nothing was opened.</p>` : ''}
<form method="post" action="/codec">
<label for="key">Operator’s key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<button class="do" type="submit">Sign in</button>
</form>
<ul class="facts small">
<li>It is FIRSTLIGHT_OPERATOR_KEY, or the file that <code>npm start</code> names.</li>
<li>This browser stays signed in for twelve hours.</li>
</ul>`,
  );

/** `endpoint`: of this page, as Temporal UI is to be told it. */
export const signedInPage = (expiresAt: number, endpoint: string): Html =>
  frame(
    'Signed in as operator',
    html`${sign('good')}<h1>You are signed in as operator.</h1>
<p>Reload Temporal UI in this browser. If it still shows “Sealed”, tell it once to send what signs you in:</p>
<ul class="missing">
<li>Press the glasses at the top of Temporal UI.</li>
<li>Choose “Use my browser setting”, and enter <code>${endpoint}</code></li>
<li>Turn on “Include cross-origin credentials”, and press “Apply”.</li>
</ul>
<form method="post" action="/codec/sign-out"><button class="quiet" type="submit">Sign out</button></form>
<ul class="facts small"><li>Until ${new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC.</li></ul>`,
  );
