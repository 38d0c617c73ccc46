/** A model on the Hugging Face hub as an experiment names it. */
export interface ModelReference {
  /** `owner/name` */
  readonly repository: string;
  /** A commit, branch or tag. */
  readonly revision: string;
  /** A single file that is the model, where it is one. */
  readonly file: string | null;
}

/** A name that is no step to another folder. */
const NAME = '[A-Za-z0-9][\\w.-]*';
const REFERENCE = new RegExp(
  `^(?<repository>${NAME}/${NAME})(?:/(?<file>(?:${NAME}/)*${NAME}\\.gguf))?(?:@(?<revision>[^@\\s]+))?$`,
  'u',
);

/** Reads `owner/name`, `owner/name@revision` or `owner/name/file.gguf@revision`; null when it is none of them. */
export function parseModelReference(text: string): ModelReference | null {
  const { repository, file = null, revision = 'main' } = REFERENCE.exec(text)?.groups ?? {};
  if (repository === undefined || repository.endsWith('.gguf')) return null;
  return { repository, revision, file };
}
