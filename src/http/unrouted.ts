// A request that no route takes: is the address unknown, or only the method wrong (RFC 9110 section 15.5.6).

import { ApiProblem } from './problem.ts';

interface Route {
  readonly method: string;
  readonly path: string;
}

export function refuseUnrouted(routes: readonly Route[], method: string, path: string): ApiProblem {
  const allowed = methodsOf(routes, path);
  if (allowed.length === 0) {
    return new ApiProblem('route.unknown', `There is nothing at ${path}. /openapi.json lists what there is.`);
  }
  return new ApiProblem('route.wrong_method', `${path} takes ${allowed.join(' and ')}, not ${method}.`, {
    headers: { allow: allowed.join(', ') },
  });
}

/** Hono lists its middleware among the routes, as method ALL. */
function methodsOf(routes: readonly Route[], path: string): string[] {
  const matching = routes.filter((route) => route.method !== 'ALL' && patternOf(route.path).test(path));
  // A fixed word is no id, though a pattern takes it for one: /v1/accounts/links is not an account.
  const exact = matching.filter((route) => route.path === path);
  const methods = (exact.length > 0 ? exact : matching).map((route) => route.method);
  return [...new Set(methods)].sort();
}

function patternOf(routePath: string): RegExp {
  const parts = routePath
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
