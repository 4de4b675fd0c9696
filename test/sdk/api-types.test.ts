// The client's types are those of the routes as they are. No server.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderApiTypes } from '../../bin/api-types.mjs';
import { eventCatalogue, tenantEventTypes } from '../../src/domain/event-catalogue.ts';
import { describeApi } from '../../src/http/describe-api.ts';
import { eventTypes } from '../../src/sdk/event-types.ts';

const typesPath = new URL('../../src/sdk/api-types.ts', import.meta.url);

it('are what the OpenAPI document makes; after a change of a route: npm run api-types', () => {
  const made = renderApiTypes(describeApi());
  expect(made).toContain("'/v1/accounts/{id}/tools/{tool}'".replaceAll("'", '"'));
  expect(readFileSync(typesPath, 'utf8') === made, 'src/sdk/api-types.ts is out of date').toBe(true);
});

it('know every event a tenant can be sent, and no other', () => {
  expect([...eventTypes].toSorted()).toEqual([...tenantEventTypes].toSorted());
  expect(Object.keys(eventCatalogue)).toEqual(expect.arrayContaining([...eventTypes]));
});
