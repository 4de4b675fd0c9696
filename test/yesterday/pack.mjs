#!/usr/bin/env node
// Packs the sources of an earlier commit that api, worker and migrate are built from, as their users had them:
// `node test/yesterday/pack.mjs <commit>`. Without a commit, today's HEAD. What a command line, a demo or a sandbox is made
// of stays out.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = ['src', 'workflows', 'activities', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const leftOut = ['src/cli', 'src/cli.ts', 'src/demo', 'src/doctor', 'src/sandbox', 'src/start.ts', '*.md'];

const git = (...args) => execFileSync('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });

const commit = git('rev-parse', '--verify', `${process.argv[2] ?? 'HEAD'}^{commit}`)
  .toString()
  .trim();
// The archive's own times are the commit's, so packing it again gives the same bytes.
const archive = git('archive', commit, '--', ...wanted, ...leftOut.map((path) => `:(exclude)${path}`));
writeFileSync(new URL('release.tgz', import.meta.url), gzipSync(archive, { level: 9 }));
writeFileSync(new URL('COMMIT', import.meta.url), `${commit}\n`);
process.stdout.write(`test/yesterday/release.tgz is ${commit} now\n`);
