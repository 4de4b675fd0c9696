// Pure, no server.
import { describe, expect, it } from 'vitest';
import { type AskedItem, composeNotice } from '../../src/notices/compose-notice.ts';

const item: AskedItem = {
  title: 'Sales portal (HubSpot)',
  summary: 'HubSpot says that the connection was removed.',
  role: 'person',
  runs: [
    { name: 'the morning report', deadlineAt: Date.parse('2026-11-25T05:30:00Z') },
    { name: 'a slow one', deadlineAt: null },
  ],
  link: {
    url: 'https://firstlight.example/connect/reauth_1.abc',
    expiresAt: Date.parse('2026-12-01T10:00:00Z'),
  },
};
const compose = (asked: readonly AskedItem[], more: object = {}) =>
  composeNotice({ name: 'Ada', timeZone: 'Europe/Vienna', language: 'en-GB', asked, closed: [], ...more });

describe('a notice', () => {
  it('says what happened, what waits until when on the person’s clock, one link, and what to do if it is not theirs', () => {
    const { subject, text } = compose([item]);
    expect(subject).toBe('Please renew access: Sales portal (HubSpot)');
    // Punctuation within a date is a matter of Node's version.
    expect(text.replaceAll(/(Wed|Tue),/g, '$1')).toBe(`Hello Ada,

Sales portal (HubSpot)
HubSpot says that the connection was removed.
Waiting for it: the morning report (needed by Wed 25 Nov, 06:30 CET)
Waiting for it: a slow one
Renew the access with this link; everything that waits then goes on by itself.
It works until Tue 1 Dec, 11:00 CET. Not yours? Pass this message to whoever owns the account; opened by anybody else the link changes nothing, and you can decline there.
https://firstlight.example/connect/reauth_1.abc
`);
  });

  it('says of what works still which runs ahead will need it, and from when', () => {
    const startsAt = Date.parse('2026-11-24T21:00:00Z');
    const planned = [{ name: 'Nightly deal report', startsAt, deadlineAt: startsAt + 8 * 3_600_000 }];
    const { text } = compose([{ ...item, runs: [], planned, worksStill: true }]);
    expect(text.replaceAll(/(Wed|Tue),/g, '$1')).toContain(
      'Will need it: Nightly deal report, from Tue 24 Nov, 22:00 CET until Wed 25 Nov, 06:00 CET\n' +
        'It works still: renew the access with this link before then, and nothing has to wait.\n',
    );
  });

  it('writes times in the person’s language', () => {
    expect(compose([item], { language: 'de-AT' }).text).toMatch(/25\. Nov.* 06:30 MEZ/);
  });

  it('names five runs and counts the others', () => {
    const runs = Array.from({ length: 7 }, (_, index) => ({ name: `run ${index}`, deadlineAt: null }));
    const { text } = compose([{ ...item, runs }]);
    expect(text.match(/Waiting for it/g)).toHaveLength(5);
    expect(text).toContain('… and 2 more');
  });

  it('lets no name of anybody’s become markup, a header or a line of its own', () => {
    const { subject, html, text } = compose(
      [{ ...item, title: '<img src=x>\r\nBcc: eve@elsewhere.example' }],
      {
        name: '<script>',
      },
    );
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<(img|script)/);
    expect(text).not.toMatch(/^Bcc/m);
  });

  it('says in one line each what is over, without a link', () => {
    const { subject, text, html } = compose([], {
      closed: [{ title: 'Sales portal (HubSpot)', reason: 'agent.auth.reauthorized' }],
    });
    expect(subject).toBe('No longer needed: Sales portal (HubSpot)');
    expect(text).toContain('- Sales portal (HubSpot): the access was renewed');
    expect(html).not.toContain('href');
  });
});
