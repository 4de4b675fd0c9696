// Puts the wall clock of this process wrong by TEST_CLOCK_SHIFT_MS; its monotonic clock stays right. To be imported before
// anything that could keep the right one.

const shiftMs = Number(process.env.TEST_CLOCK_SHIFT_MS);
const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + shiftMs);
    else super(...given);
  }

  static now() {
    return RightDate.now() + shiftMs;
  }
};
