// An error whose message is written for the person at the terminal.

export class Explained extends Error {}
