// What the person does who got the link: opens it, presses the one button, says yes at the provider, and is sent back.

import { Person } from '../../src/demo/person.ts';

export async function reauthorize(
  reauthUrl: string,
  options: { readonly user: string; readonly decision?: 'allow' | 'deny' },
): Promise<{ readonly status: number; readonly html: string; readonly url: string }> {
  const person = new Person();
  const asked = await person.open(reauthUrl);
  const consent = await person.submit(asked);
  return person.submit(consent, { user: options.user, decision: options.decision ?? 'allow' });
}
