// The API's description without an API: what a route is given matters to its requests only, and none is made here. The
// types of the client are made from it.

import { createApp } from './app.ts';
import type { AppDeps } from './app-deps.ts';

/** The routes alone: they describe themselves, and answer what needs neither a database nor Temporal. */
export function createBareApp() {
  const deps = {
    publicUrl: 'http://127.0.0.1:8787',
    returnUrls: [],
    temporalUiOrigins: [],
    tools: [],
    runKinds: [],
    log: { debug() {}, info() {}, warn() {}, error() {} },
    codec: {},
    operatorSessions: {},
  };
  return createApp(deps as unknown as AppDeps);
}

/** The same document as a running api's /openapi.json, but for the server's own address. */
export function describeApi(): object {
  return createBareApp().getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Firstlight', version: '0.1.0' },
  });
}
