// What api and worker are both made of: the database, the vault, the providers. Opened here, closed in reverse.

import type { PayloadCodec } from '@temporalio/common';
import type { ToolDefinition } from '../activities/tools/define-tool.ts';
import { tools as builtInTools } from '../activities/tools/index.ts';
import type { Config } from './config.ts';
import { clientsOf, clientsOfOwn, type Environment, noticeSecretsOf } from './config.ts';
import { Failure } from './domain/failures.ts';
import type { Secret } from './domain/secret.ts';
import { type Extensions, readExtensions } from './extension/read-extensions.ts';
import { readModelFiles } from './models/model-file.ts';
import { createModels, type Models } from './models/registry.ts';
import { builtInProviders } from './providers/index.ts';
import { readProviderFiles } from './providers/provider-file.ts';
import { createProviders, type Providers } from './providers/registry.ts';
import { sampleDataKeys } from './store/data-keys.ts';
import { openPool, type Pool } from './store/db.ts';
import { missingMigrations, refuseNewerSchema } from './store/migrate.ts';
import { createPayloadCodec } from './temporal/payload-codec.ts';
import { createPayloads, type Payloads } from './temporal/payloads.ts';
import { type Conversations, createConversations } from './vault/conversations.ts';
import { createDataKeys, type DataKeys } from './vault/data-keys.ts';
import { createKeyRing, type KeyRing } from './vault/key-ring.ts';
import { createRecordedAnswers, type RecordedAnswers } from './vault/recorded-answers.ts';
import { createResultVault, type ResultVault } from './vault/result-vault.ts';
import { createVault, type Vault } from './vault/vault.ts';

export interface Services {
  readonly pool: Pool;
  readonly keyRing: KeyRing;
  readonly dataKeys: DataKeys;
  readonly vault: Vault;
  readonly resultVault: ResultVault;
  readonly recordedAnswers: RecordedAnswers;
  readonly conversations: Conversations;
  readonly models: Models;
  readonly providers: Providers;
  /** The built-in ones and those of extensions. */
  readonly tools: readonly ToolDefinition[];
  /** Kinds of runs that extensions bring. */
  readonly runKinds: Extensions['runs'];
  readonly payloadCodec: PayloadCodec;
  readonly payloads: Payloads;
  close(): Promise<void>;
}

export async function openServices(
  config: Config,
  needs: {
    readonly databaseUrl: string;
    readonly masterKeys: Secret;
    readonly name: string;
    readonly poolSize: number;
  },
  environment: Environment,
): Promise<Services> {
  const { providers, extensions } = await readProviders(config, environment);
  const models = await createModels(readModelFiles(config.FIRSTLIGHT_MODEL_FILES, environment));
  const keyRing = createKeyRing(needs.masterKeys);
  await refuseUnreadySchema(needs.databaseUrl);
  const pool = openPool(needs.databaseUrl, { size: needs.poolSize, name: needs.name });
  await refuseWrongKeys(pool, keyRing);
  const dataKeys = createDataKeys(keyRing);
  const payloadCodec = createPayloadCodec(keyRing, config.FIRSTLIGHT_PAYLOADS);
  return {
    pool,
    keyRing,
    dataKeys,
    vault: createVault(dataKeys),
    resultVault: createResultVault(pool, dataKeys),
    recordedAnswers: createRecordedAnswers(pool, dataKeys),
    conversations: createConversations(pool, dataKeys),
    models,
    providers,
    tools: [...builtInTools, ...extensions.tools],
    runKinds: extensions.runs,
    payloadCodec,
    payloads: createPayloads(payloadCodec),
    close: () => pool.end(),
  };
}

/** The built-in ones, those of extensions, what the provider files add or change, and our clients there. */
export async function readProviders(
  config: Config,
  environment: Environment,
): Promise<{ readonly providers: Providers; readonly extensions: Extensions }> {
  const filesBeside = (own: Extensions['providers']) =>
    readProviderFiles(config.FIRSTLIGHT_PROVIDER_FILES, environment, [...builtInProviders, ...own]);
  const extensions = await readExtensions(config.FIRSTLIGHT_EXTENSIONS, {
    otherProviders: (own) => filesBeside(own).map(({ id }) => id),
  });
  const providers = createProviders({
    builtIn: [...builtInProviders, ...extensions.providers],
    files: filesBeside(extensions.providers),
    clients: {
      ...clientsOf(config),
      ...clientsOfOwn(
        extensions.providers.map(({ id }) => id),
        environment,
      ),
    },
    noticeSecrets: noticeSecretsOf(config),
  });
  return { providers, extensions };
}

/** Told to read a journal that is not there, or with no client to read it with: said at the start. */
export function refuseUnknownJournals(providers: Providers, ids: readonly string[]): void {
  for (const id of ids) {
    if (providers.get(id).journal) continue;
    const some = providers.configured.filter(({ journal }) => journal).map((provider) => provider.id);
    throw new Failure(
      'app.misconfigured',
      `FIRSTLIGHT_READ_JOURNALS names "${id}", which keeps no journal of notices; of the providers with a client here, ${some.join(', ') || 'none'} does. Nothing was started.`,
    );
  }
}

export async function refuseUnreadySchema(databaseUrl: string): Promise<void> {
  await refuseNewerSchema(databaseUrl);
  const missing = await missingMigrations(databaseUrl);
  if (missing.length > 0) {
    throw new Failure(
      'app.misconfigured',
      `The database lacks ${missing.join(', ')}. Run \`firstlight migrate\` once, then start this process again.`,
    );
  }
}

/** A wrong or forgotten key is said at the start, not when the first token does not open at night. */
export async function refuseWrongKeys(pool: Pool, keyRing: KeyRing): Promise<void> {
  try {
    const samples = await sampleDataKeys(pool);
    const missing = samples.map((sample) => sample.master_key_id).filter((id) => !keyRing.has(id));
    if (missing.length > 0) {
      throw new Failure(
        'vault.unreadable',
        `The vault holds values sealed with master key ${missing.map((id) => `"${id}"`).join(', ')}, which FIRSTLIGHT_MASTER_KEYS does not have. ` +
          'Add that key to the list (the first one seals, all of them open). Nothing was changed.',
      );
    }
    for (const { scope, master_key_id, sealed } of samples) {
      try {
        keyRing.open(master_key_id, sealed, scope);
      } catch {
        throw new Failure(
          'vault.unreadable',
          `FIRSTLIGHT_MASTER_KEYS has a key named "${master_key_id}", but not the one that sealed this vault: what it sealed does not open. ` +
            'Put the right key back under that name. Nothing was changed.',
        );
      }
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
}
