// The registry of workflow types: what is exported here can be started.

export { accountWorkflow } from './account.ts';
export { agent } from './agent.ts';
export { dealReport } from './deal-report.ts';
export { deliveryWorkflow } from './delivery.ts';
export { duskWorkflow } from './dusk.ts';
export { journalWorkflow } from './journal.ts';
export { lateFillWorkflow } from './late-fill.ts';
export { noticeWorkflow } from './notice.ts';
export { preflightWorkflow } from './preflight.ts';
export { providerAppWorkflow } from './provider-app.ts';
export { scheduledRunWorkflow } from './scheduled-run.ts';
export { steps } from './steps.ts';
// Whatever is not here.
export { unknownWorkflow as default } from './unknown.ts';
