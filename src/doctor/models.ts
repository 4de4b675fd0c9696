// Do the models of agents' runs answer, take their keys, and exist? Asks each provider's list of models: no model is asked anything, so
// it costs nothing.

import { SECOND } from '../domain/time.ts';
import { readModelFiles } from '../models/model-file.ts';
import { type ConfiguredModel, createModels } from '../models/registry.ts';
import { explain } from '../process.ts';
import type { Check } from './check.ts';
import { broken, count, type Finding, ok, warning } from './finding.ts';

const patienceMs = 10 * SECOND;

export const models: Check = {
  name: 'models',
  needs: [],
  async examine({ config, environment }) {
    const files = config.FIRSTLIGHT_MODEL_FILES;
    if (files.length === 0)
      return [ok('No model is set (FIRSTLIGHT_MODEL_FILES), so no run of kind agent can begin.')];
    let configured: ConfiguredModel[];
    try {
      const read = await createModels(readModelFiles(files, environment));
      configured = read.names.map((name) => read.find(name)!);
    } catch (error) {
      return [
        broken(
          explain(error),
          'Correct what it names, then start api and worker again: they do not start with it.',
        ),
      ];
    }
    const found = await Promise.all(configured.map(examineModel));
    const troubles = found.flatMap((finding) => (finding === null ? [] : [finding]));
    return troubles.length > 0
      ? troubles
      : [
          ok(
            `${count(configured.length, 'model')} (${configured.map(({ name }) => name).join(', ')}): there, with a good key.`,
          ),
        ];
  },
};

/** Null: all is well. */
async function examineModel(model: ConfiguredModel): Promise<Finding | null> {
  const { name, model: theirs, kind } = model;
  const found = await model.lookUp(AbortSignal.timeout(patienceMs));
  switch (found.kind) {
    case 'known':
      return null;
    case 'not_listed':
      return warning(
        `The provider of model "${name}" answers, and has no list of models to look "${theirs}" up in.`,
        'Whether it knows the model, the first run tells.',
      );
    case 'not_asked':
      return ok(
        `Model "${name}" of ${model.package} is loaded. Whether its key is good, the first run tells.`,
      );
    case 'may_not_look':
      return warning(
        `The key of model "${name}" may not look at its provider's list of models, so nothing more is known of it (403).`,
        'Allow it to read models there, or see whether a run goes through.',
      );
    case 'unknown_model':
      return broken(
        `The provider of model "${name}" has no model "${theirs}", or not for this key.`,
        'Correct `model` in its file of FIRSTLIGHT_MODEL_FILES. Its runs fail until then.',
      );
    case 'key_refused':
      return broken(
        `The provider of model "${name}" refuses its key (${found.status}).`,
        'Put a good one where its file says, and start the workers again. Runs wait for it, and go on by themselves.',
      );
    case 'unreachable':
      return broken(
        `The provider of model "${name}" cannot be asked, because ${found.reason}.`,
        `${kind === 'openai-compatible' ? 'Check its `baseUrl` and that it is up' : 'Check the way out of this machine'}; its runs wait and go on by themselves.`,
      );
  }
}
