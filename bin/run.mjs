#!/usr/bin/env node
// What `npm run demo|start|build|check` and `npm test` call: installs and compiles what is missing or out of date, then
// does the thing. Needs nothing but Node, so its own lines must be readable to any Node: no dependency, and nothing of
// ours imported before the version is checked.

const [command = '', ...rest] = process.argv.slice(2);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  end(
    `Firstlight needs Node 20.19 or newer, and this is Node ${process.versions.node} (${process.execPath}). Install a ` +
      'current Node from https://nodejs.org or with your version manager (nvm install 22) and run the command again.',
  );
}
if (process.platform === 'win32') {
  end(
    'Firstlight runs on Linux and macOS; Windows is not supported. Use the Windows Subsystem for Linux (wsl --install) ' +
      'and run the command there.',
  );
}

const { explainFailure, runCommand } = await import('./commands.mjs');
try {
  await runCommand(command, rest);
} catch (error) {
  end(explainFailure(error));
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
