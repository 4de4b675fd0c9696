// An OpenAPI document on stdin, the TypeScript types of its operations on stdout.
//
// openapi-typescript writes its output with the compiler's JavaScript API, which TypeScript 7 does not have: in this process
// alone, `typescript` is the last one that has it, as @ts-morph/common carries it (without a `tsc` that would hide ours).

import { register } from 'node:module';
import { text } from 'node:stream/consumers';

const withApi = import.meta.resolve('@ts-morph/common/dist/typescript.js');
const hook = `export const resolve = (name, context, next) => name === 'typescript'
  ? { url: ${JSON.stringify(withApi)}, format: 'commonjs', shortCircuit: true }
  : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { default: openapiTypescript, astToString } = await import('openapi-typescript');
const types = astToString(await openapiTypescript(JSON.parse(await text(process.stdin))));
process.stdout.write(
  `// The API's operations as types, made from its OpenAPI document by \`npm run api-types\`; not to be edited by hand.\n\n${types}`,
);
