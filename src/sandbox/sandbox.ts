// Starts a sandbox: the world, the providers' servers, and the control. It shares nothing with the product it is a referee
// of, and nothing with another sandbox in the same process.

import { makeControl, runControl } from './control.ts';
import { createSandboxControl } from './control-client.ts';
import type { SandboxControl, SandboxDescription } from './control-contract.ts';
import { controlTable } from './control-server.ts';
import { type Listener, startListener } from './http/listener.ts';
import { modelTable } from './model/model.ts';
import { makeClientSecret, randomText } from './oauth/token-text.ts';
import { readSandboxOptions, type SandboxOptions } from './options.ts';
import type { ProviderOverride, SandboxProvider } from './provider.ts';
import { providers as makers } from './providers.ts';
import { createState, type SandboxState } from './state.ts';

export interface Sandbox extends SandboxDescription {
  readonly control: SandboxControl;
  /** Closes every listener and drops what is not yet answered. */
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { speed, world, ports, salesforceInstances, appName, clients, knobs, logCapacity } =
    readSandboxOptions(options);
  const stopper = new AbortController();
  const state = createState({ speed, world, logCapacity, stopping: stopper.signal });
  const providers = makers.map((make) => make(state, { salesforceInstances }));
  for (const provider of providers) {
    state.ledger.openProvider(provider.id);
    state.knobs.setProviderDefaults(provider.id, provider.knobs);
    state.clients.register({
      provider: provider.id,
      appName,
      clientId: clients[provider.id]?.clientId ?? `sandbox-${provider.id}-${randomText(9)}`,
      secret: clients[provider.id]?.clientSecret ?? makeClientSecret(),
      noticeSecret: makeClientSecret(),
    });
  }
  for (const setting of knobs) state.knobs.set(setting.scope, setting.knobs);

  const control = makeControl({
    state,
    providers,
    controlUrl: () => state.origins.get('control')!,
    overrides: () => overridesOf(state, providers),
  });
  const listeners: Listener[] = [];
  const stop = async (): Promise<void> => {
    stopper.abort(new Error('The sandbox was stopped.'));
    await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  };
  try {
    for (const { name, table } of [
      ...providers.flatMap((provider) => provider.listeners),
      { name: 'model', table: modelTable(state) },
      { name: 'control', table: controlTable(control) },
    ]) {
      const listener = await startListener({ name, port: ports[name] ?? 0, table, stopping: stopper.signal });
      listeners.push(listener);
      state.origins.set(name, listener.origin);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  // Asked directly: the first request through the client loads all of `fetch`, which a process that only serves never needs.
  const description = (await runControl(control, 'describe', {})) as SandboxDescription;
  return { ...description, control: createSandboxControl(description.controlUrl), stop };
}

function overridesOf(
  state: SandboxState,
  providers: readonly SandboxProvider[],
): Record<string, ProviderOverride> {
  return Object.fromEntries(
    providers.map((provider) => {
      const { clientId, secret } = state.clients.of(provider.id);
      // Nothing is limited here but by a knob, and time may pass faster: whoever turns one says in a file what holds.
      const requestLimits: [] = [];
      return [
        provider.id,
        { id: provider.id, ...provider.endpoints(), requestLimits, clientId, clientSecret: secret },
      ];
    }),
  );
}
