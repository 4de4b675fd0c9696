// A mail server as the operator's would be: a real SMTP server that parses what comes and keeps it. A test decides whom it
// refuses, and may keep its answer back.

import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface MailServer {
  readonly port: number;
  readonly received: ParsedMail[];
  /** To one address, in the order they came. */
  to(address: string): ParsedMail[];
  /** Recipients that are answered with this reply code. */
  readonly refused: Map<string, number>;
  /** Until released, a message that was taken is not answered. */
  hold(): { readonly held: () => number; release(): void };
  stop(): Promise<void>;
}

export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: ParsedMail[] = [];
  const refused = new Map<string, number>();
  let isHolding = false;
  let waiting: (() => void)[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      const responseCode = refused.get(address);
      if (responseCode === undefined) return done();
      done(Object.assign(new Error('no such mailbox here'), { responseCode }));
    },
    onData(stream, _session, done) {
      simpleParser(stream, (error, mail) => {
        if (error) return done(error as Error);
        received.push(mail);
        if (isHolding) waiting.push(() => done());
        else done();
      });
    },
    ...options,
  });
  // A worker that is killed cuts its connection; that is what some tests are about.
  server.on('error', () => {});
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      resolve((listening.address() as { port: number }).port);
    });
  });
  return {
    port,
    received,
    refused,
    to: (address) => received.filter((mail) => addressesOf(mail).includes(address)),
    hold() {
      isHolding = true;
      return {
        held: () => waiting.length,
        release() {
          isHolding = false;
          for (const answer of waiting) answer();
          waiting = [];
        },
      };
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const addressesOf = ({ to }: ParsedMail): string[] =>
  [to ?? []].flat().flatMap(({ value }) => value.flatMap(({ address }) => address ?? []));
