// The people who can consent: made-up users of a made-up customer, the same person at every provider. The e-mail address
// is how everything outside names them; each provider's own id is derived from the serial number.

export interface Person {
  /** E-mail address under the reserved domain `.example`. */
  readonly user: string;
  readonly name: string;
  readonly role: 'admin' | 'member';
  readonly tenant: string;
  /** Unique over the whole world, from 1. */
  readonly serial: number;
}

const firstNames = [
  'Dana',
  'Robin',
  'Sasha',
  'Alex',
  'Jamie',
  'Morgan',
  'Kim',
  'Noor',
  'Ariel',
  'Toni',
  'Chris',
  'Lou',
];
const lastNames = [
  'Rivera',
  'Sandberg',
  'Testa',
  'Okafor',
  'Boxwell',
  'Lindqvist',
  'Marsh',
  'Demir',
  'Castro',
  'Novak',
  'Ito',
];

export function makePeople(
  tenant: string,
  tenantIndex: number,
  { people: count, admins }: { readonly people: number; readonly admins: number },
): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const place = tenantIndex * 5 + index;
    const first = firstNames[place % firstNames.length]!;
    const last = lastNames[place % lastNames.length]!;
    // The two lists are of coprime lengths: a name comes round again after 132 people.
    const round = Math.floor(index / (firstNames.length * lastNames.length));
    const suffix = round === 0 ? '' : String(round + 1);
    return {
      user: `${first}.${last}${suffix}@${tenant}.example`.toLowerCase(),
      name: `${first} ${last}${suffix && ` ${suffix}`}`,
      role: index < admins ? 'admin' : 'member',
      tenant,
      serial: tenantIndex * 1_000_000 + index + 1,
    };
  });
}
