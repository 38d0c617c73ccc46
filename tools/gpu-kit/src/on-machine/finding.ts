/** Where the kit runs, and where it leaves what it found. */
export interface Circumstances {
  /** The folder for what is kept. */
  readonly out: string;
  /** Whether the processor plays the card, with little work: to try the kit, for no figures. */
  readonly rehearses: boolean;
}

/** What a part of the kit found. */
export interface Finding {
  /** Why it counts as failed; null when it did what it should. */
  readonly failure: string | null;
  /** For people, in Markdown. */
  readonly summary: string;
  /** For programs. */
  readonly figures: object;
}

/** Something that the kit does on the machine. */
export interface MachinePart {
  readonly name: string;
  /** That it takes at most on a machine with a card. */
  readonly seconds: number;
  /** Ends within `limit` seconds. */
  readonly run: (circumstances: Circumstances, limit: number) => Promise<Finding>;
}

/** The backend that all this is about. */
export function cardBackend({ rehearses }: Circumstances): string {
  return rehearses ? 'native' : 'cuda';
}

/** Less work, where it is for no figures. */
export function rehearsalLimits({ rehearses }: Circumstances): readonly string[] {
  return rehearses ? ['limits.steps=2', 'limits.evaluationPrompts=8'] : [];
}

/** Text as it stands, in Markdown. */
export function fenced(text: string): string {
  return `\`\`\`\`text\n${text.trim()}\n\`\`\`\``;
}
