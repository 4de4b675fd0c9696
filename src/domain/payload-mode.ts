// How an installation moves over to sealed payloads. Whatever is sealed opens in all three; `plain` writes as before, `sealing`
// seals and still reads what was written before, `sealed` refuses what nobody sealed.

export const payloadModes = ['plain', 'sealing', 'sealed'] as const;
export type PayloadMode = (typeof payloadModes)[number];
