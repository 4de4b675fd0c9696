// The control over HTTP: POST /<name> with the input as JSON answers the result as JSON, or 400 `{error}` with a sentence
// that says what to do. GET / lists the names.

import { runControl } from './control.ts';
import { controlInputs } from './control-contract.ts';
import { ControlError } from './control-error.ts';
import { answerJson } from './http/answer.ts';
import type { RouteTable } from './http/route.ts';

export function controlTable(handlers: Parameters<typeof runControl>[0]): RouteTable {
  return {
    routes: [
      {
        method: 'GET',
        pattern: /^\/$/,
        handle: () => answerJson(200, { controls: Object.keys(controlInputs) }),
      },
      {
        method: 'POST',
        pattern: /^\/(?<name>\w+)$/,
        async handle(request, { name = '' }) {
          try {
            const input: unknown = request.body === '' ? {} : JSON.parse(request.body);
            return answerJson(200, await runControl(handlers, name, input));
          } catch (error) {
            if (error instanceof ControlError) return answerJson(400, { error: error.message });
            if (error instanceof SyntaxError) return answerJson(400, { error: 'The body is not JSON.' });
            throw error;
          }
        },
      },
    ],
    notFound: () => answerJson(404, { error: 'Controls are called with POST /<name> and a JSON body.' }),
  };
}
