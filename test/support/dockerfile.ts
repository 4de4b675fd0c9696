// Runs a Dockerfile's own lines in plain folders, one folder a stage, where there is no engine: COPY by the rules of
// .dockerignore, RUN in a shell with the stage's variables and working directory. Knows what ours uses and refuses the rest,
// so that a line it does not understand fails the test instead of being skipped.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export interface Stage {
  readonly base: string;
  /** Where its file system is. */
  readonly folder: string;
  readonly environment: Record<string, string>;
  workdir: string;
  user: string | null;
  entrypoint: readonly string[];
  command: readonly string[];
  healthcheck: readonly string[];
}

/** Answers the last stage, which is the image. */
export function runDockerfile(
  context: string,
  into: string,
  environment: Readonly<Record<string, string | undefined>>,
): Stage {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of readLines(join(context, 'Dockerfile'))) {
    const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(line)!;
    if (instruction === 'FROM') {
      const [base, name] = rest!.split(/\s+AS\s+/);
      const folder = join(into, name ?? 'image');
      mkdirSync(folder, { recursive: true });
      stage = {
        base: base!,
        folder,
        environment: {},
        workdir: '/',
        user: null,
        entrypoint: [],
        command: [],
        healthcheck: [],
      };
      stages.set(name ?? 'image', stage);
      continue;
    }
    run(stage!, instruction!, rest!, { context, stages, environment });
  }
  return stage!;
}

export const within = (stage: Stage, path: string): string =>
  join(stage.folder, resolve(stage.workdir, path));

function run(
  stage: Stage,
  instruction: string,
  rest: string,
  around: {
    readonly context: string;
    readonly stages: ReadonlyMap<string, Stage>;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): void {
  switch (instruction) {
    case 'WORKDIR':
      stage.workdir = rest;
      mkdirSync(within(stage, '.'), { recursive: true });
      return;
    case 'ENV':
      for (const [, name, value] of rest.matchAll(/(\w+)=(\S+)/g)) stage.environment[name!] = value!;
      return;
    case 'COPY':
      copy(stage, rest, around);
      return;
    case 'RUN':
      execFileSync('/bin/sh', ['-c', rest], {
        cwd: within(stage, '.'),
        env: { ...around.environment, ...stage.environment },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return;
    case 'USER':
      stage.user = rest;
      return;
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(rest) as string[];
      return;
    case 'CMD':
      stage.command = JSON.parse(rest) as string[];
      return;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(/ CMD (\[.*\])$/.exec(rest)![1]!) as string[];
      return;
    case 'EXPOSE':
      return;
    default:
      throw new Error(`the Dockerfile says ${instruction}, which this does not know how to run`);
  }
}

function copy(
  stage: Stage,
  rest: string,
  { context, stages }: { readonly context: string; readonly stages: ReadonlyMap<string, Stage> },
): void {
  const words = rest.split(/\s+/);
  const from = words[0]!.startsWith('--from=')
    ? stages.get(words.shift()!.slice('--from='.length))
    : undefined;
  const target = words.pop()!;
  const allowed = from ? null : allowedNames(context);
  for (const source of words) {
    if (allowed && !allowed.has(source) && !allowed.has(source.split('/')[0]!)) {
      throw new Error(`.dockerignore keeps ${source} out, and the Dockerfile copies it`);
    }
    const path = from ? join(from.folder, resolve(from.workdir, source)) : join(context, source);
    // A folder's content goes to the target; a file goes into a target that ends in a slash.
    cpSync(path, within(stage, target.endsWith('/') ? join(target, basename(source)) : target), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

/** Ours is a list of what may come in: folders, and single files in folders that otherwise may not. */
function allowedNames(context: string): ReadonlySet<string> {
  const lines = readLines(join(context, '.dockerignore'));
  if (lines[0] !== '*') throw new Error('.dockerignore does not begin by keeping everything out');
  const names = lines.slice(1).map((line) => line.replace(/^!/, ''));
  return new Set(names.filter((name) => existsSync(join(context, name))));
}

const readLines = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
