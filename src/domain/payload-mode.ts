// How payloads stand in Temporal's histories.

/**
 * `plain`: written readable; what is sealed is opened. `sealed`: written sealed; what is readable is read, for a history
 * began before. `sealed_only`: a readable payload is refused.
 */
export const payloadModes = ['plain', 'sealed', 'sealed_only'] as const;
export type PayloadMode = (typeof payloadModes)[number];

/** Where nothing else is set. */
export const usualPayloadMode: PayloadMode = 'sealed';
