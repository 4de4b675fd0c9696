// What the doctor finds: one sentence on what is so, one on what to do, and where the doctor can do it itself, how.

export type Health = 'ok' | 'warning' | 'broken';

export interface Finding {
  readonly health: Health;
  /** One sentence. Never a secret: no key, no address with a password. */
  readonly says: string;
  /** What to do; null where nothing is to be done. */
  readonly todo: string | null;
  /** Mends it and answers what was done, in one sentence. */
  readonly mend?: () => Promise<string>;
}

/** A sentence may begin with a count that was written as a word. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const ok = (says: string): Finding => ({ health: 'ok', says: sentence(says), todo: null });
export const warning = (says: string, todo: string | null): Finding => ({
  health: 'warning',
  says: sentence(says),
  todo,
});
export const broken = (says: string, todo: string): Finding => ({
  health: 'broken',
  says: sentence(says),
  todo,
});

/** `2 accounts`, `one account`: for sentences. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  number === 1 ? `one ${one}` : `${number} ${many}`;

/** The first few of many, for a sentence. */
export const some = (names: readonly string[], most = 3): string =>
  names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');
