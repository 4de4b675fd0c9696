// Where the project lies, whatever folder a command was given in.

import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));
