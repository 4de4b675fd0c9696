// Who appears in the examples of the API's description: the made-up people of the sandbox, and ids that look like ours. What
// is as good as a key (tokens, secrets, the end of a link) is never spelled out.

export const tenant = 'acme';

export const hubspotAccount = 'acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135';
export const salesforceAccount = 'acct_91b7e3d24f0a48c5b6d2a7c90e5f1834';
export const googleAccount = 'acct_c48f16a05e7d4b92837ab1f3d60e29c7';
export const slackAccount = 'acct_2e95b80d71c34fa6905d8c6be3a7f412';

export const run = 'run_7a31c9e85d2f4b06940be7d1c83f5a62';
export const agentRun = 'run_f06d42b91c7e4a3588d5e09a27b3c614';
export const schedule = 'nightly';
export const scheduledRun = 'run_nightly-2026-11-25';
export const reauthRequest = 'reauth_0b6f83d4a95e4c27b1d03e7f92c8a546';
export const preflight = 'pre_84d1f0a72c6b4e95a3b8570c9e2d4f61';
export const notice = 'ntc_3c7e05d98b1f4a62a4d6f8129e0b5c73';
export const endpoint = 'ops';
export const secret = 'whkey_b25d90e7f14c4a83964e8a0d7c3b1f58';
export const delivery = 'dlv_6e92a4c01d7f4b35827c5f0be9d3a148';

export const deadEvent = `evt_${hubspotAccount}_7`;

/** A link ends in what makes it good; that end is left out. */
export const reauthUrl = `https://firstlight.example.com/connect/${reauthRequest}.…`;
export const connectUrl = 'https://firstlight.example.com/connect/connect_1f8a60c3d94e4b72a5e0b7d82c6f9345.…';

export const spreadsheetId = 'sbx-acme-night-report00000000000000000000000';
