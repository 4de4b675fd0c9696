// Does the mail server answer, and take our name and password? Sends nothing.

import { mailOf } from '../config.ts';
import { createMailer } from '../notices/mailer.ts';
import type { Check } from './check.ts';
import { broken, ok } from './finding.ts';

export const mail: Check = {
  name: 'mail',
  needs: [],
  async examine({ config }) {
    const set = mailOf(config);
    if (set === null) return [ok('No mail server is set: people are told by webhook and Slack only.')];
    const mailer = createMailer(set);
    try {
      const answer = await mailer.greet();
      return [
        answer.kind === 'ready'
          ? ok(`The mail server takes mail from ${set.from}.`)
          : broken(
              `The mail server does not take mail: ${answer.reason}.`,
              'Check SMTP_URL (address, name, password) and that the server is up; notices wait and are tried for hours.',
            ),
      ];
    } finally {
      mailer.close();
    }
  },
};
