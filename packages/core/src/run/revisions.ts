/**
 * What names that may come to mean something else, as `owner/name@main`, mean to one run: the commit that each had when the
 * run first asked. It is kept in the run's folder, so that a run which goes on means the same by them.
 */
export class Revisions {
  readonly #commits: Map<string, Promise<string>>;
  readonly #record: Map<string, string>;

  /** `recorded`: the commits that the run has taken before. */
  constructor(recorded: Readonly<Record<string, string>> = {}) {
    this.#record = new Map(Object.entries(recorded));
    this.#commits = new Map([...this.#record].map(([name, one]) => [name, Promise.resolve(one)]));
  }

  /** What `name` means: what it has meant, or else what `find` finds, from now on. Throws what `find` throws. */
  async pin(name: string, find: () => Promise<string>): Promise<string> {
    const known = this.#commits.get(name) ?? find();
    this.#commits.set(name, known);
    try {
      const commit = await known;
      this.#record.set(name, commit);
      return commit;
    } catch (error) {
      this.#commits.delete(name);
      throw error;
    }
  }

  get isEmpty(): boolean {
    return this.#record.size === 0;
  }

  /** Commits by name, in the order of the names. */
  get record(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#record].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
