// Asked for something the sandbox does not have or cannot do; the text is for the person who asked.

export class ControlError extends Error {}
