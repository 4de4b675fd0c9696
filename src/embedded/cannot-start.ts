// The one error of this folder that a person is meant to read: a single paragraph that says what is missing or taken
// and what to do about it. Programs print its message alone, without a stack.

export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
