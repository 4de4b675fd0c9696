// The providers of the sandbox: a folder each and one line here.

import { makeGoogle } from './google/google.ts';
import { makeHubspot } from './hubspot/hubspot.ts';
import type { MakeProvider } from './provider.ts';
import { makeSalesforce } from './salesforce/salesforce.ts';
import { makeSlack } from './slack/slack.ts';

export const providers: readonly MakeProvider[] = [makeHubspot, makeSalesforce, makeGoogle, makeSlack];
