// A tool of your own: the deals of a HubSpot account above an amount, page by page. Named in FIRSTLIGHT_EXTENSIONS, it is in the
// catalogue, in MCP and in runs like the built-in ones.
import { defineExtension, defineTool, proven, readAnswer, saysNothing, z } from 'firstlight/extension';

const page = z.object({
  total: z.int(),
  results: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) })),
  paging: z.object({ next: z.object({ after: z.string() }) }).optional(),
});

const largeDeals = defineTool({
  name: 'acme.large_deals',
  provider: 'hubspot',
  scopes: ['crm.objects.deals.read'],
  effect: 'read',
  description: 'Reads all deals of at least an amount. The row key is the deal id.',
  input: z.strictObject({ atLeast: z.number().min(0), pageSize: z.int().min(1).max(200).default(100) }),

  async run({ input, fetch, step, signal, heartbeat }) {
    // Where an earlier execution of this call stopped: a worker died, or the account had to come back first.
    let at = (await step.loadCheckpoint()) ?? { after: '0', pages: 0, total: null };
    while (at.after !== null) {
      const body = {
        filterGroups: [{ filters: [{ propertyName: 'amount', operator: 'GTE', value: input.atLeast }] }],
        properties: ['dealname', 'amount'],
        limit: input.pageSize,
        after: at.after,
      };
      const response = await fetch('/crm/v3/objects/deals/search', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      });
      const errors = { provider: 'HubSpot', read: () => saysNothing };
      const { total, results, paging } = await readAnswer(response, { schema: page, errors, signal });
      at = { after: paging?.next.after ?? null, pages: at.pages + 1, total: at.total ?? total };
      const rows = results.map(({ id, properties }) => ({ key: id, value: { id, ...properties } }));
      await step.savePage({ rows, checkpoint: at });
      heartbeat();
    }
    return proven({ rows: await step.countRows(), announced: at.total, pages: at.pages });
  },
});

export default defineExtension({ name: 'acme', tools: [largeDeals] });
