// Where the package lies, from the sources (src/…) and from what is compiled of them (dist/src/…) alike.

export const packageRoot = new URL(import.meta.url.endsWith('.ts') ? '../' : '../../', import.meta.url);
