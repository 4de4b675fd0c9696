// Which addresses a webhook must never reach: everything that is not a public unicast address. A tenant chooses the URL, so
// without this it could have us call our own network (server-side request forgery).
// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), read 2026-11-24.

import { BlockList, isIP } from 'node:net';

const specialIpv4 = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, and every cloud's metadata service
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays, deprecated
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const) {
  specialIpv4.addSubnet(address, prefix, 'ipv4');
}

/** Only 2000::/3 is public unicast; within it, what is set apart or has an IPv4 address inside. */
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');
const specialIpv6 = new BlockList();
for (const [address, prefix] of [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: any IPv4 address
  ['3fff::', 20], // documentation
] as const) {
  specialIpv6.addSubnet(address, prefix, 'ipv6');
}

/** Of an IP address in any spelling node:net knows; IPv4 within IPv6 (::ffff:0:0/96, 64:ff9b::/96) lies outside 2000::/3. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialIpv4.check(address, 'ipv4');
    case 6:
      return publicIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}
