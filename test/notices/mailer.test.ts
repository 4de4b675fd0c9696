// The product's own transport against a real mail server. No other server.
import { afterEach, describe, expect, it } from 'vitest';
import { mailOf, readConfig } from '../../src/config.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createMailer, type Mailer } from '../../src/notices/mailer.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const open: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function server(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
  const started = await startMailServer(...options);
  open.push(started);
  return started;
}

function mailerTo(url: string, allowsPlaintext = false): Mailer {
  const mailer = createMailer({
    url: new Secret(url),
    from: 'Firstlight <notices@firstlight.example>',
    allowsPlaintext,
  });
  open.push({ stop: () => mailer.close() });
  return mailer;
}

const message = {
  to: 'ada@customer.example',
  id: 'ntc_1',
  inReplyTo: null,
  subject: 'Please renew access',
  text: 'hello\n',
  html: '<p>hello</p>',
};

describe('a mailer', () => {
  it('sends with an id made of the notice’s, beneath the notice it belongs to', async () => {
    const mail = await server();

    expect(await mailerTo(`smtp://127.0.0.1:${mail.port}`).send({ ...message, inReplyTo: 'ntc_0' })).toEqual({
      kind: 'sent',
    });

    expect(mail.received).toMatchObject([
      {
        messageId: '<ntc_1@firstlight.example>',
        inReplyTo: '<ntc_0@firstlight.example>',
        subject: message.subject,
      },
    ]);
  });

  it('says of a mailbox that does not exist that it is refused, and of everything else that it is worth another try', async () => {
    const mail = await server();
    const mailer = mailerTo(`smtp://127.0.0.1:${mail.port}`);

    mail.refused.set(message.to, 550);
    expect(await mailer.send(message)).toEqual({ kind: 'refused', reason: 'EENVELOPE RCPT TO 550' });
    mail.refused.set(message.to, 450);
    expect(await mailer.send(message)).toMatchObject({
      kind: 'again',
      reason: expect.stringContaining('450'),
    });
    const gone = await startMailServer();
    await gone.stop();
    expect(await mailerTo(`smtp://127.0.0.1:${gone.port}`).send(message)).toMatchObject({ kind: 'again' });
    expect(mail.received).toEqual([]);
  });

  it('sends a user’s password to a server on this machine, and never repeats it when it is refused', async () => {
    const given: unknown[] = [];
    const mail = await server({
      disabledCommands: ['STARTTLS'],
      authOptional: false,
      onAuth({ username, password }, _session, done) {
        given.push([username, password]);
        if (given.length === 1) done(null, { user: username });
        else done(Object.assign(new Error(`no: ${password}`), { responseCode: 535 }));
      },
    });
    const url = `smtp://us%40er:pass%2Fword@127.0.0.1:${mail.port}`;

    expect(await mailerTo(url).send(message)).toEqual({ kind: 'sent' });
    const refused = await mailerTo(url).send(message);

    expect(given).toEqual([
      ['us@er', 'pass/word'],
      ['us@er', 'pass/word'],
    ]);
    expect(refused).toMatchObject({ kind: 'again', reason: expect.stringContaining('EAUTH') });
    expect(JSON.stringify(refused)).not.toContain('word');
  });

  it('sends nothing without TLS to a server elsewhere, unless that is allowed', async () => {
    const mail = await server();
    // A name that leads here and is not called loopback, as another machine's would be.
    const elsewhere = `smtp://[::ffff:127.0.0.1]:${mail.port}`;

    expect(await mailerTo(elsewhere).send(message)).toMatchObject({
      kind: 'again',
      reason: expect.stringContaining('ETLS'),
    });
    expect(mail.received).toEqual([]);
    expect(await mailerTo(elsewhere, true).send(message)).toEqual({ kind: 'sent' });
  });

  it('takes no second recipient and no header from an address', async () => {
    const mail = await server();
    await mailerTo(`smtp://127.0.0.1:${mail.port}`).send({
      ...message,
      to: 'ada@customer.example, eve@elsewhere.example',
      subject: 'renew\r\nBcc: eve@elsewhere.example',
    });
    expect(mail.to('eve@elsewhere.example')).toEqual([]);
    expect(mail.received.map(({ bcc }) => bcc)).not.toContainEqual(expect.anything());
  });
});

it('has a sender or is not started', () => {
  const config = readConfig({ SMTP_URL: 'smtp://user:hunter2@mail.example:587' });
  expect(() => mailOf(config)).toThrow(/SMTP_FROM/);
  expect(() => mailOf(config)).not.toThrow(/hunter2/);
  expect(mailOf(readConfig({}))).toBeNull();
  expect(() => readConfig({ SMTP_URL: 'https://user:hunter2@mail.example' })).toThrow(/must be an smtp/);
  expect(JSON.stringify(readConfig({ SMTP_URL: 'smtp://u:hunter2@mail.example' }))).not.toContain('hunter2');
});
