// The one error the embedded parts throw at whoever started them: a paragraph for a person, saying what to do.
// Its message is printed without a stack, so it must be complete in itself.

export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
