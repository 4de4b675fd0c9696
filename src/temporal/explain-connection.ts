// Why there is no connection to a Temporal server, in one paragraph that says which setting to look at. The libraries say
// "deadline exceeded" for a closed port, a server that wants TLS, and a certificate that is not the right one alike, so this
// one goes and looks. Must never repeat a setting's value: keys are among them. Only its address.

import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from '@temporalio/client';
import { Failure } from '../domain/failures.ts';

const profileSettings =
  'Temporal’s own settings are TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE, TEMPORAL_API_KEY and TEMPORAL_TLS_* (docs/production.md).';
/** A server says within that what it holds against a certificate, if anything. */
const hearWithinMs = 2_000;

/** gRPC status codes: PERMISSION_DENIED, UNAUTHENTICATED. */
const turnedAway: ReadonlySet<unknown> = new Set([7, 16]);

/** The first line only: what follows may quote the file. */
export const unreadableProfile = (error: Error): Failure =>
  new Failure(
    'app.misconfigured',
    `The settings of the Temporal connection cannot be used: ${error.message.split('\n')[0]}. ${profileSettings} Nothing was started.`,
  );

export async function explainConnection(options: ConnectionOptions, error: Error): Promise<Failure> {
  const address = options.address ?? 'localhost:7233';
  const status = (error.cause as { code?: unknown } | undefined)?.code;
  const why = turnedAway.has(status)
    ? `The Temporal server at ${address} turns this client away (${status === 7 ? 'permission denied' : 'not authenticated'}). Check TEMPORAL_API_KEY, or the client certificate, and what they may do in the namespace.`
    : await look(address, options.tls);
  return new Failure('app.misconfigured', why);
}

type Tls = ConnectionOptions['tls'];

async function look(address: string, tls: Tls): Promise<string> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const at = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 7233) };
  const socketError = await hear((heard) => {
    const socket = connectTcp(at, () => heard(null));
    socket.on('error', heard);
    return socket;
  });
  if (socketError !== null) {
    return `No Temporal server answers at ${address} (${wordOf(socketError)}). Start one, or set TEMPORAL_ADDRESS or a Temporal profile to where yours is.`;
  }
  if (!tls) {
    return `What listens at ${address} does not speak plain gRPC; a server that wants TLS is like that. Set TEMPORAL_TLS=true, or a certificate or TEMPORAL_API_KEY. ${profileSettings}`;
  }
  const material = tls === true ? {} : tls;
  const tlsError = await hear((heard) => {
    const server = material.serverNameOverride ?? at.host;
    const socket = connectTls({
      ...at,
      ALPNProtocols: ['h2'],
      ...(isIP(server) ? {} : { servername: server }),
      ...(material.serverRootCACertificate && { ca: Buffer.from(material.serverRootCACertificate) }),
      ...(material.clientCertPair && {
        cert: Buffer.from(material.clientCertPair.crt),
        key: Buffer.from(material.clientCertPair.key),
      }),
    });
    // In TLS 1.3 a server judges the client's certificate after the client has begun: its first word tells.
    socket.on('data', () => heard(null));
    socket.on('error', heard);
    return socket;
  });
  return tlsError === null
    ? `The server at ${address} takes the TLS connection and does not answer as a Temporal server. Check TEMPORAL_ADDRESS, and TEMPORAL_TLS_SERVER_NAME where a proxy stands in front. ${profileSettings}`
    : `The TLS connection to the Temporal server at ${address} fails (${wordOf(tlsError)}). ${adviceOn(tlsError)} ${profileSettings}`;
}

/** The error there was; null for none within the time. */
function hear(open: (heard: (error: Error | null) => void) => { destroy(): unknown }): Promise<Error | null> {
  return new Promise((resolve) => {
    const end = (error: Error | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => end(null), hearWithinMs);
    const socket = open((error) => end(error));
  });
}

const wordOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.name;

function adviceOn(error: Error): string {
  const code = wordOf(error);
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|ALERT/.test(code)) {
    return 'It wants a client certificate that it knows: TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.';
  }
  if (/WRONG_VERSION|PACKET_LENGTH/.test(code))
    return 'It does not speak TLS: leave TEMPORAL_TLS_* and TEMPORAL_API_KEY unset, or set TEMPORAL_TLS=false.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Its certificate is for another name: set TEMPORAL_TLS_SERVER_NAME to the name it is for.';
  return 'Its certificate is not one this machine trusts: set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the certificate authority it comes from.';
}
