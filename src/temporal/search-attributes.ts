// What an operator can search by in Temporal UI. Ids and states only: search attributes are never encrypted.

export const searchAttributes = {
  FirstlightTenant: 'Keyword',
  FirstlightProvider: 'Keyword',
  FirstlightAccount: 'Keyword',
  FirstlightAuthState: 'Keyword',
  FirstlightRunState: 'Keyword',
  FirstlightVerdict: 'Keyword',
  FirstlightPausedOn: 'KeywordList',
} as const;
