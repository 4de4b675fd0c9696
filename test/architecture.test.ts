// The third wall: reads import lines and applies the table of who may know whom, for what the compiler and the bundler
// cannot see. No server.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly from: string;
  /** A path within the repository, or a package's name. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return sourceFiles(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gms);
  return [...statements].map(([statement, type, target]) => ({
    from: file,
    target: target!.startsWith('.') ? relative(root, resolve(root, dirname(file), target!)) : target!,
    isTypeOnly: type !== undefined || isEveryNameAType(statement!),
  }));
}

const isEveryNameAType = (statement: string): boolean => {
  const names = /\{([^}]*)\}/s.exec(statement)?.[1];
  return !!names && names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
};

const files = ['src', 'workflows', 'activities'].flatMap(sourceFiles);
const imports = files.flatMap(importsOf);
const within = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`);

/** What breaks a rule, as `file → target`, so that the failure names the line to change. */
function offenders(from: (path: string) => boolean, isAllowed: (one: Import) => boolean): string[] {
  return imports
    .filter((one) => from(one.from) && !isAllowed(one))
    .map((one) => `${one.from} → ${one.target}`);
}

const layer = (folder: string, others: readonly string[], packages: readonly string[] = []) =>
  offenders(
    within(folder),
    ({ target, isTypeOnly }) =>
      [folder, 'src/domain', ...others].some((allowed) => within(allowed)(target)) ||
      target.startsWith('node:') ||
      packages.includes(target) ||
      (isTypeOnly && target === 'zod'),
  );

describe('the walls', () => {
  it('reads imports at all', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.some((one) => one.isTypeOnly)).toBe(true);
  });

  it('lets src/domain know nothing but itself', () => {
    expect(offenders(within('src/domain'), ({ target }) => within('src/domain')(target))).toEqual([]);
  });

  it('lets workflows know Temporal, src/domain and the types of the activities’ contract', () => {
    const packages = ['@temporalio/workflow', '@temporalio/common'];
    expect(
      offenders(
        within('workflows'),
        ({ target, isTypeOnly }) =>
          packages.includes(target) ||
          within('workflows')(target) ||
          within('src/domain')(target) ||
          (isTypeOnly && target === 'activities/contract.ts'),
      ),
    ).toEqual([]);
  });

  it('keeps secrets out of workflows and of the contract, even as types', () => {
    const secret = ['src/domain/secret.ts', 'src/domain/token-set.ts'];
    const isDeterministic = (path: string) => within('workflows')(path) || path === 'activities/contract.ts';
    expect(offenders(isDeterministic, ({ target }) => !secret.includes(target))).toEqual([]);
  });

  it('keeps the layers apart', () => {
    expect(layer('src/providers', [], ['zod'])).toEqual([]);
    expect(layer('src/oauth', ['src/providers'], ['oauth4webapi', 'undici', 'zod'])).toEqual([]);
    expect(layer('src/store', ['src/package-root.ts'], ['pg', 'zod', 'node-pg-migrate'])).toEqual([]);
    expect(layer('src/vault', ['src/store'], ['standardwebhooks'])).toEqual([]);
    expect(layer('src/events', ['src/store', 'src/vault'], ['undici'])).toEqual([]);
    expect(layer('src/permits', ['src/providers', 'src/store', 'src/telemetry'])).toEqual([]);
    expect(layer('src/hints', ['src/providers', 'src/oauth', 'src/store'], ['jose', 'zod'])).toEqual([]);
    const modelPackages = ['ai', '@ai-sdk/anthropic', '@ai-sdk/openai', '@ai-sdk/openai-compatible', 'zod'];
    expect(layer('src/models', [], modelPackages)).toEqual([]);
    expect(layer('src/notices', ['src/store', 'src/vault', 'src/events'], ['nodemailer'])).toEqual([]);
    expect(layer('src/telemetry', [], ['pino'])).toEqual([]);
    const sdkPackages = [
      'openapi-fetch',
      'openapi-typescript-helpers',
      'standardwebhooks',
      'ai',
      '@langchain/core/tools',
    ];
    expect(layer('src/sdk', [], sdkPackages)).toEqual([]);
    // It runs in the programs of others.
    expect(
      offenders(
        within('src/sdk'),
        ({ target }) => !target.startsWith('node:') && !within('src/domain')(target),
      ),
    ).toEqual([]);
  });

  it('lets what an extension is made with reach the tools’ contract, and no service', () => {
    const contract = ['define-tool', 'provider-answer', 'describe-tool', 'own-tool', 'index'].map(
      (file) => `activities/tools/${file}.ts`,
    );
    expect(layer('src/extension', ['src/providers', ...contract], ['zod'])).toEqual([]);
  });

  it('lets the sandbox know nothing of the product it is the referee of', () => {
    expect(
      offenders(
        within('src/sandbox'),
        ({ target }) => within('src/sandbox')(target) || !target.startsWith('src/'),
      ),
    ).toEqual([]);
  });

  it('lets nothing of the product know the bench, the chaos nights or the tests', () => {
    const outside = ['bench', 'chaos', 'test'];
    expect(
      imports
        .filter(({ target }) => outside.some((folder) => within(folder)(target)))
        .map(({ from }) => from),
    ).toEqual([]);
  });

  it('lets activities know neither workflows nor HTTP', () => {
    expect(
      offenders(
        within('activities'),
        ({ target, isTypeOnly }) =>
          !within('src/http')(target) &&
          (!within('workflows')(target) || isTypeOnly || target === 'workflows/messages.ts'),
      ),
    ).toEqual([]);
  });

  it('lets src/http reach activities and workflows through ports only', () => {
    expect(
      offenders(
        within('src/http'),
        ({ target, isTypeOnly }) =>
          isTypeOnly || (!within('activities')(target) && !within('workflows')(target)),
      ),
    ).toEqual([]);
  });

  it('reads the environment in src/config.ts and where a process begins, nowhere else', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')));
    const allowed = [
      'src/process.ts',
      'src/start.ts',
      'src/migrate.ts',
      'src/cli.ts',
      'src/sandbox/',
      'src/embedded/',
      'src/demo/',
    ];
    expect(readers.filter((file) => !allowed.some((prefix) => file.startsWith(prefix)))).toEqual([]);
  });

  it('reveals secrets in the vault, the OAuth layer and where keys are checked, nowhere else', () => {
    const revealers = files.filter((file) => /\.reveal\(\)/.test(readFileSync(join(root, file), 'utf8')));
    const allowed = [
      'src/vault/',
      'src/oauth/',
      'src/http/tenant-auth.ts',
      'src/hints/verify-signed-request.ts',
      'src/notices/mailer.ts',
      'src/models/registry.ts',
      'src/models/model-package.ts',
      'src/cli/tenant-api.ts',
      'src/local-stack.ts',
      'src/demo/main.ts',
      'src/demo/start-with-sandbox.ts',
    ];
    expect(revealers.filter((file) => !allowed.some((prefix) => file.startsWith(prefix)))).toEqual([]);
  });

  it('tests no provider’s id outside the providers’ own files', () => {
    const own = (file: string) =>
      within('src/providers')(file) ||
      within('src/sandbox')(file) ||
      within('activities/tools')(file) ||
      within('src/demo')(file);
    const asking = files.filter(
      (file) =>
        !own(file) &&
        /(===|case)\s*'(hubspot|salesforce|google|slack)'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(asking).toEqual([]);
  });

  it('has no folder that nobody named, and no file that is two things', () => {
    expect(
      files.filter((file) => /\/(utils?|helpers?|common|shared|lib|core|types)(\/|\.ts$)/.test(file)),
    ).toEqual([]);
    const written = files.filter((file) => file !== 'src/sdk/api-types.ts');
    const long = written.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 400);
    expect(long).toEqual([]);
  });
});
