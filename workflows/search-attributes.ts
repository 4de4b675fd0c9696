// The typed keys behind the search attributes of design section 4, as workflows set them.

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const tenantKey = keyword('FirstlightTenant');
export const providerKey = keyword('FirstlightProvider');
export const accountKey = keyword('FirstlightAccount');
export const authStateKey = keyword('FirstlightAuthState');
export const runStateKey = keyword('FirstlightRunState');
export const verdictKey = keyword('FirstlightVerdict');
export const pausedOnKey = defineSearchAttributeKey('FirstlightPausedOn', SearchAttributeType.KEYWORD_LIST);
