// Runs a program on this terminal and answers its exit status. A signal from the terminal reaches the program by itself,
// since it is in our process group; one sent to us alone is passed on.

import { spawn } from 'node:child_process';
import { projectRoot } from './project-root.mjs';

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

export function runProgram(command, args, environment = {}) {
  return new Promise((resolve, reject) => {
    const program = spawn(command, args, {
      cwd: projectRoot,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    const pass = (signal) => {
      const cameFromTerminal = signal === 'SIGINT' && process.stdin.isTTY;
      if (!cameFromTerminal) program.kill(signal);
    };
    for (const signal of Object.keys(signalNumbers)) process.on(signal, pass);
    const settle = (finish) => {
      for (const signal of Object.keys(signalNumbers)) process.off(signal, pass);
      finish();
    };
    program.once('error', (error) => settle(() => reject(error)));
    program.once('exit', (status, signal) => {
      settle(() => {
        // Told to stop: nothing that would have come next is wanted any more.
        if (signal in signalNumbers) process.exit(128 + signalNumbers[signal]);
        resolve(status ?? 1);
      });
    });
  });
}
