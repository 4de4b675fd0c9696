// What may be the URL of a webhook endpoint. Name servers are stood in for by a function; no server.
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/events/private-addresses.ts';
import { findUrlMistake, type Lookup } from '../../src/events/webhook-url.ts';

const leadsTo =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address }));
const leadsNowhere: Lookup = async () => {
  throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
};
const refuse = { allowPrivate: false };
const nobodyAsks: Lookup = async (hostname) => {
  throw new Error(`asked for ${hostname}`);
};

describe('an address', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'this host'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.127.255.255', 'carrier-grade NAT'],
    ['169.254.169.254', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['198.18.0.1', 'benchmarking'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:a9fe:a9fe', 'IPv4-mapped metadata'],
    ['::ffff:8.8.8.8', 'IPv4-mapped at all'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001:0:7f00:1::', 'Teredo'],
    ['fe80::1', 'link-local'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'metadata'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'documentation'],
    ['receiver.example', 'no address at all'],
  ])('%s is not public (%s)', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '100.63.255.255', '100.128.0.1', '172.32.0.1', '169.253.1.1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('a URL', () => {
  it.each([
    'https://127.0.0.1/hook',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://①②⑦.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://api.localhost/',
    'https://metadata.google.internal/',
    'https://printer.local/',
  ])('%s is refused without asking a name server', async (url) => {
    expect(await findUrlMistake(url, refuse, nobodyAsks)).toMatch(/not a public address/);
  });

  it('is refused when any of the addresses its name leads to is private', async () => {
    const url = 'https://receiver.example/hook';
    expect(await findUrlMistake(url, refuse, leadsTo('10.0.0.7'))).toMatch(/receiver\.example/);
    expect(await findUrlMistake(url, refuse, leadsTo('8.8.8.8', '127.0.0.1'))).toMatch(/not a public/);
    expect(await findUrlMistake(url, refuse, leadsTo('8.8.8.8', '2606:4700::1111'))).toBeNull();
  });

  it('whose name leads nowhere yet is taken; each delivery looks again', async () => {
    expect(await findUrlMistake('https://receiver.example/', refuse, leadsNowhere)).toBeNull();
  });

  it.each([
    ['http://receiver.example/', /https:\/\//],
    ['ftp://receiver.example/', /https URL/],
    ['file:///etc/passwd', /https URL/],
    ['not a url', /https URL/],
    ['https://user:secret@receiver.example/', /user name or password/],
    ['https://receiver.example/#here', /fragment/],
  ])('%s is refused for what it is', async (url, reason) => {
    const mistake = await findUrlMistake(url, refuse, leadsTo('8.8.8.8'));
    expect(mistake).toMatch(reason);
    expect(mistake).not.toContain('secret');
  });

  it('may be private and http where the operator allows it, and still holds no password', async () => {
    const allow = { allowPrivate: true };
    expect(await findUrlMistake('http://127.0.0.1:9000/hook', allow, nobodyAsks)).toBeNull();
    expect(await findUrlMistake('http://a:b@127.0.0.1/', allow, nobodyAsks)).toMatch(/user name/);
  });
});
