// Requests no route takes. No server.
import { describe, expect, it } from 'vitest';
import { refuseUnrouted } from '../../src/http/unrouted.ts';

const routes = [
  { method: 'ALL', path: '/*' },
  { method: 'GET', path: '/v1/runs/:id' },
  { method: 'POST', path: '/v1/runs' },
  { method: 'GET', path: '/v1/runs' },
];

describe('unrouted requests', () => {
  it('names the methods an address takes', () => {
    const problem = refuseUnrouted(routes, 'DELETE', '/v1/runs');

    expect(problem.code).toBe('route.wrong_method');
    expect(problem.headers).toEqual({ allow: 'GET, POST' });
    expect(problem.message).toBe('/v1/runs takes GET and POST, not DELETE.');
  });

  it('knows addresses with ids in them', () => {
    expect(refuseUnrouted(routes, 'POST', '/v1/runs/run_1').code).toBe('route.wrong_method');
  });

  it('does not take a longer address for a shorter one', () => {
    expect(refuseUnrouted(routes, 'GET', '/v1/runs/run_1/secrets').code).toBe('route.unknown');
  });

  it('does not take middleware for a route', () => {
    expect(refuseUnrouted(routes, 'GET', '/nowhere').code).toBe('route.unknown');
  });
});
