import { engineOptions, type EngineOptions } from '../engine-options.ts';

/** Options of the `pretrained` engine; the sizes are those of the model's files. */
export interface PretrainedOptions extends EngineOptions {
  readonly model: string;
}

export const pretrainedOptions = {
  model: {
    doc: 'Folder of a model as Hugging Face has it, config.json and *.safetensors, or a GGUF file, relative to the working directory; or a model of the hub, as owner/name@revision or owner/name/file.gguf@revision.',
    format: assertModel,
    default: '',
  },
  ...engineOptions,
};

function assertModel(value: unknown): void {
  if (typeof value !== 'string' || value === '') {
    throw new Error(
      'must be the path of a folder with config.json and *.safetensors or of a GGUF file, or a model of the hub, ' +
        'as owner/name@revision',
    );
  }
}
