// The providers that are built in.

import type { ProviderDefinition } from './define-provider.ts';
import { google } from './google.ts';
import { hubspot } from './hubspot.ts';
import { salesforce } from './salesforce.ts';
import { slack } from './slack.ts';

export const builtInProviders: readonly ProviderDefinition[] = [google, hubspot, salesforce, slack];
