// Checks a plan of steps before anything of it runs: all its mistakes at once, in words.

import { chosenIdPattern, chosenIdRule } from './ids.ts';
import type { StepPlan } from './run.ts';

/** Temporal keeps a run's plan in its history; a plan larger than this belongs into several runs. */
export const mostSteps = 100;

export function findPlanMistakes(steps: readonly StepPlan[]): string[] {
  const mistakes: string[] = [];
  if (steps.length === 0) mistakes.push('the plan has no steps; give at least one');
  if (steps.length > mostSteps) mistakes.push(`the plan has ${steps.length} steps; the most is ${mostSteps}`);

  const ids = new Set<string>();
  for (const step of steps) {
    if (!chosenIdPattern.test(step.id)) mistakes.push(`step id "${step.id}" must be ${chosenIdRule}`);
    if (ids.has(step.id)) mistakes.push(`step id "${step.id}" is used twice`);
    ids.add(step.id);
  }
  for (const step of steps) {
    for (const need of new Set([...step.needs, ...rowsOfIn(step.input)])) {
      if (!ids.has(need))
        mistakes.push(`step "${step.id}" needs "${need}", which is not a step of this plan`);
    }
  }
  const cycle = findCycle(steps);
  if (cycle) mistakes.push(`the steps wait for each other in a circle: ${cycle.join(' → ')}`);
  return mistakes;
}

/** A step whose input takes another step's rows needs that step, whether it says so or not. */
export function withImpliedNeeds(step: StepPlan): StepPlan {
  return { ...step, needs: [...new Set([...step.needs, ...rowsOfIn(step.input)])] };
}

/** All step ids that `{"rowsOf": "<step id>"}` names anywhere in an input. */
export function rowsOfIn(input: unknown): string[] {
  if (Array.isArray(input)) return input.flatMap(rowsOfIn);
  if (input === null || typeof input !== 'object') return [];
  return Object.entries(input).flatMap(([key, value]) =>
    key === 'rowsOf' && typeof value === 'string' ? [value] : rowsOfIn(value),
  );
}

function findCycle(steps: readonly StepPlan[]): string[] | null {
  const needsOf = new Map(steps.map((step) => [step.id, withImpliedNeeds(step).needs]));
  const finished = new Set<string>();
  const walk = (id: string, path: readonly string[]): string[] | null => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (finished.has(id)) return null;
    for (const need of needsOf.get(id) ?? []) {
      const cycle = walk(need, [...path, id]);
      if (cycle) return cycle;
    }
    finished.add(id);
    return null;
  };
  for (const step of steps) {
    const cycle = walk(step.id, []);
    if (cycle) return cycle;
  }
  return null;
}
