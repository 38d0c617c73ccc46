/** The arguments of an instruction, by the names that IFEval gives them. */
export type RuleArguments = Readonly<Record<string, unknown>>;

/** Whether a response does what an instruction with these arguments asks for. Throws when an argument is missing. */
export type Rule = (response: string, given: RuleArguments) => boolean;

export function countOf(given: RuleArguments, name: string): number {
  const value = given[name];
  if (typeof value !== 'number') throw new Error(`${name} must be a number`);
  return value;
}

export function textOf(given: RuleArguments, name: string): string {
  const value = given[name];
  if (typeof value !== 'string') throw new Error(`${name} must be a text`);
  return value;
}

export function textsOf(given: RuleArguments, name: string): readonly string[] {
  const value = given[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new Error(`${name} must be a list of texts`);
  }
  return value;
}

/** Compares a number as IFEval's two relations do. */
export function relates(actual: number, relation: string, threshold: number): boolean {
  switch (relation) {
    case 'less than':
      return actual < threshold;
    case 'at least':
      return actual >= threshold;
    default:
      throw new Error(`relation must be "less than" or "at least", not "${relation}"`);
  }
}
