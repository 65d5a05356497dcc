// The pure door of the workload: what is declared about client processes, their settings, and the plan made of a scenario.
export type { ConsumerProcessSpec, FinalReadSpec, ProducerProcessSpec } from './spec.ts';
export { planWorkload } from './plan.ts';
export type { PlanInput, WorkloadPlan } from './plan.ts';
export { CLIENT_SETTINGS, clientProperties, jvmOptions } from './client-settings.ts';
export type { ClientProfile, ClientRole, ClientSetting } from './client-settings.ts';
export { clientSettingsPage } from './client-settings-page.ts';
