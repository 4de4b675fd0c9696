// What Temporal Cloud and locked-down clusters put in front of the server: TLS, a client certificate where one is asked for, an
// API key where one is set. Behind it is the real server, so whoever gets through works for real.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** Paths of an authority of the test's own, and what it signed for 127.0.0.1 and for a client. */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const inDays = ['-days', '2'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    ...inDays,
    '-subj',
    '/CN=Test authority',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  for (const name of ['server', 'client']) {
    openssl(
      'req',
      ...newKey,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.csr`),
    );
    writeFileSync(at(`${name}.ext`), 'subjectAltName=IP:127.0.0.1,DNS:temporal.example\n');
    const signed = [
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-extfile',
      at(`${name}.ext`),
    ];
    openssl('x509', '-req', ...inDays, '-in', at(`${name}.csr`), ...signed, '-out', at(`${name}.pem`));
  }
  const pair = (name: string) => ({ cert: at(`${name}.pem`), key: at(`${name}.key`) });
  return { ca: at('ca.pem'), server: pair('server'), client: pair('client') };
}

export interface Caller {
  readonly method: string;
  /** Tells our two kinds of clients apart: grpc-js, and the worker's native one. */
  readonly userAgent: string;
  readonly certificate: string | null;
  readonly letThrough: boolean;
}

export interface TemporalFront {
  readonly address: string;
  readonly callers: readonly Caller[];
  stop(): void;
}

export async function startTemporalFront(options: {
  readonly behind: string;
  readonly certificates: Certificates;
  readonly wantsCertificate?: boolean;
  readonly apiKey?: string;
}): Promise<TemporalFront> {
  const { certificates, wantsCertificate = false, apiKey } = options;
  const callers: Caller[] = [];
  const far = connect(`http://${options.behind}`);
  const server = createSecureServer({
    cert: readFileSync(certificates.server.cert),
    key: readFileSync(certificates.server.key),
    ca: readFileSync(certificates.ca),
    requestCert: wantsCertificate,
    rejectUnauthorized: wantsCertificate,
  });
  // Somebody who is turned away in the handshake.
  server.on('sessionError', () => {});
  server.on('stream', (near, headers) => {
    const letThrough = apiKey === undefined || headers.authorization === `Bearer ${apiKey}`;
    const { CN: certificate } =
      (
        near.session!.socket as { getPeerCertificate?(): { subject?: { CN?: string } } }
      ).getPeerCertificate?.().subject ?? {};
    callers.push({
      method: String(headers[':path']).split('/').at(-1)!,
      userAgent: String(headers['user-agent']),
      certificate: certificate ?? null,
      letThrough,
    });
    if (letThrough) forward(near, headers);
    else near.respond(unauthenticated, { endStream: true });
  });
  const forward = (near: ServerHttp2Stream, { authorization: _, ...headers }: IncomingHttpHeaders): void => {
    const request = far.request(headers);
    near.pipe(request);
    let trailers = {};
    request.on('trailers', (given) => {
      trailers = given;
    });
    request.on('response', ({ ...given }, flags) => {
      // Headers that are all there is, as a gRPC error without a message.
      const endStream = (flags & 1) === 1;
      if (near.destroyed) return;
      near.respond(given, endStream ? { endStream } : { waitForTrailers: true });
      if (!endStream) request.pipe(near);
    });
    near.on('wantTrailers', () => near.sendTrailers(trailers));
    // Either side's end, in order or not, is the end of both.
    near.on('close', () => request.close());
    near.on('error', () => request.close());
    request.on('error', () => near.close());
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    callers,
    stop() {
      server.close();
      far.destroy();
    },
  };
}

/** https://grpc.io/docs/guides/status-codes/: UNAUTHENTICATED. */
const unauthenticated = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': '16',
  'grpc-message': 'Request unauthorized.',
};
