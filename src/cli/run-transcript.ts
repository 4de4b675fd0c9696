// `firstlight runs transcript`: what an agent's model was told and said.

import type { z } from 'zod';
import { transcriptText } from '../http/transcript-text.ts';
import type { transcriptSchema } from '../http/transcript-view.ts';
import { type Command, defineCommand } from './command.ts';
import { runPath } from './show-run.ts';
import { apiFlags, openTenantApi } from './tenant-api.ts';

type Transcript = z.output<typeof transcriptSchema>;

const transcript = defineCommand({
  words: 'runs transcript',
  takes: ['RUN'],
  flags: apiFlags,
  does: 'Show what the model of an agent’s run was told and said, as a text. These may be your customers’ records.',
  example: 'firstlight runs transcript run_0b7e61f2c3d94a58b6e7f8091a2b3c4d',
  async run(call) {
    const { screen, given } = call;
    const api = openTenantApi(call);
    const path = `${runPath(given[0])}/transcript`;
    let page: Transcript = await api.ask('GET', path);
    const items = [...page.items];
    while (page.nextCursor !== null) {
      page = await api.ask('GET', `${path}?after=${page.nextCursor}`);
      items.push(...page.items);
    }
    if (screen.isForPrograms) screen.json({ ...page, items });
    else screen.line(transcriptText(page, items).trimEnd());
    return 0;
  },
});

export const transcriptCommands: readonly Command[] = [transcript];
