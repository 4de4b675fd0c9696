// A value that must not be seen: it prints as [redacted] wherever something is printed, logged or serialized.
// `reveal` is the only way in; search for it to find every place that handles a secret.

const redacted = '[redacted]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  // What Node's util.inspect asks for (and with it console.log and assertion messages).
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return redacted;
  }
}
