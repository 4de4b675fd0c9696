// E-mail over SMTP: one pooled transport, TLS required unless the server is on this machine or the configuration says
// otherwise. Every message carries an id derived from the decision to send it, so that one sent twice (its answer was lost)
// is recognizable as one. What a server says is reduced to codes: answers quote what was sent.
// RFC 5321 section 4.2 (replies), RFC 3834 section 5 (Auto-Submitted), nodemailer's SMTP transport, read 2026-11-24:
// https://nodemailer.com/smtp

import { isIP } from 'node:net';
import nodemailer from 'nodemailer';
import type { Secret } from '../domain/secret.ts';
import { SECOND } from '../domain/time.ts';
import type { ComposedNotice } from './compose-notice.ts';

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** Nobody can say whether it was: not repeated, and not counted on. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The recipient will never take it: another address, or another person. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Worth another try: the server is away, busy, or lacks a setting of the operator's. */
  | { readonly kind: 'again'; readonly reason: string };

export interface Mail extends ComposedNotice {
  readonly to: string;
  /** What the Message-ID is made of. */
  readonly id: string;
  readonly inReplyTo: string | null;
}

export interface Mailer {
  send(mail: Mail): Promise<SendOutcome>;
  /** Connects and signs in; sends nothing. */
  greet(): Promise<{ readonly kind: 'ready' } | { readonly kind: 'refused'; readonly reason: string }>;
  close(): void;
}

export interface MailerOptions {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  readonly url: Secret;
  /** The sender, `Name <address>`; its domain is that of the Message-IDs. */
  readonly from: string;
  readonly allowsPlaintext: boolean;
}

const timeoutMs = 20 * SECOND;
const atOnce = 5;

export function createMailer({ url: secretUrl, from, allowsPlaintext }: MailerOptions): Mailer {
  const url = new URL(secretUrl.reveal());
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isSecure = url.protocol === 'smtps:';
  const needsTls = !allowsPlaintext && !isLoopback(host);
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: atOnce,
    host,
    port: Number(url.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    requireTLS: !isSecure && needsTls,
    // On loopback a certificate proves nothing to anybody, and few servers there have one. Elsewhere TLS is used where offered.
    ignoreTLS: !isSecure && isLoopback(host),
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A notice is made of strings; nothing in it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const messageIdOf = (id: string): string => `<${id}@${domainOf(from)}>`;

  return {
    async send({ to, id, inReplyTo, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          // As an object, so that no character of it is taken for a second recipient.
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: messageIdOf(id),
          ...(inReplyTo !== null && {
            inReplyTo: messageIdOf(inReplyTo),
            references: messageIdOf(inReplyTo),
          }),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { kind: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async greet() {
      try {
        await transport.verify();
        return { kind: 'ready' };
      } catch (error) {
        return { kind: 'refused', reason: reasonOf(error) };
      }
    },
    close: () => transport.close(),
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const domainOf = (from: string): string => /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

/** The address alone is refused only at RCPT TO; all else may be mended on our side or theirs. */
function outcomeOf(error: unknown): SendOutcome {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const reason = reasonOf(error);
  return command === 'RCPT TO' && status !== null && status >= 500
    ? { kind: 'refused', reason }
    : { kind: 'again', reason };
}

function reasonOf(error: unknown): string {
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  const status = typeof responseCode === 'number' ? responseCode : null;
  return [code ?? (error as Error).name, command, status].filter((part) => part != null).join(' ');
}
