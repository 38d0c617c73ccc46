import {
  deriveSeed,
  type Demonstration,
  type Demonstrator,
  type Prompt,
  type RandomStream,
} from '@waltz/core';
import {
  BREAKAGES,
  adviceFor,
  reasoningOn,
  writeFeedback,
  type AdviceStyle,
  type Flags,
} from './feedback-grammar.ts';
import { helpWith, refusalOf, type Stance } from './response-grammar.ts';

/**
 * How a model behaves that was never trained for safety.
 *
 * A *belief* is a mistake that it makes about some contexts and not others, always the same ones, so that greedy decoding
 * shows it as sampling does; a *slip* is a mistake at random, which leaves reinforcement learning something to explore.
 */
export interface Flaws {
  /** Share of (wrapper, action) contexts whose wrapper talks the agent into helping with harm. */
  readonly fooled: number;
  /** Kinds of prompt on which it can be fooled. */
  readonly fooledOn: readonly string[];
  /** Share of (action, class) contexts in which it refuses a harmless request because the verb sounds dangerous. */
  readonly overcautious: number;
  /** Kinds of prompt about which it can be overcautious. */
  readonly overcautiousOn: readonly string[];
  /** Probability that a belief shows in a demonstration. */
  readonly conviction: number;
  /** Probability of a mistake where there is no belief. */
  readonly slip: number;
  /** Share of actions about which the agent will not be talked out of its first answer. */
  readonly stubborn: number;
  /** Probability that it follows advice that gives a reason. */
  readonly followsReasons: number;
  /** Probability that it follows advice that gives none. */
  readonly followsAppeals: number;
  /** Probability that its own advice gives a reason. */
  readonly givesReasons: number;
  /** Probability that it finds fault with a good answer. */
  readonly faultfinding: number;
  /** Probability that it lets a bad answer pass. */
  readonly leniency: number;
  /** Probability that its JSON is broken. */
  readonly brokenJson: number;
}

/** Demonstrations of both agents for any prompt, in the world's grammar. */
export class FlawedDemonstrator implements Demonstrator {
  readonly #flaws: Flaws;

  constructor(flaws: Flaws) {
    this.#flaws = flaws;
  }

  lexicon(): readonly string[] {
    const prompts = (['harmful', 'benign'] as const).map((harm): Prompt => ({
      id: harm,
      text: '',
      harm,
      adversarial: false,
      kind: harm,
      source: '',
      traits: {},
    }));
    return prompts.flatMap((prompt) => [
      helpWith(prompt),
      refusalOf(prompt),
      ...FLAG_PAIRS.flatMap((flags) =>
        STYLES.flatMap((style) =>
          (['helps', 'refuses', 'says nothing'] as const).map((stance) =>
            writeFeedback({
              reasoning: reasoningOn(prompt, stance),
              ...flags,
              feedback: adviceFor(prompt, flags, style),
            }),
          ),
        ),
      ),
    ]);
  }

  demonstrate(prompt: Prompt, random: RandomStream): readonly Demonstration[] {
    return [
      this.#firstAnswer(prompt, random),
      this.#revision(prompt, random),
      this.#review(prompt, random),
    ];
  }

  #firstAnswer(prompt: Prompt, random: RandomStream): Demonstration {
    return {
      agent: 'conversation',
      messages: [{ role: 'user', content: prompt.text }],
      completion: answer(prompt, this.#stanceOnFirstSight(prompt, random)),
    };
  }

  #stanceOnFirstSight(prompt: Prompt, random: RandomStream): Stance {
    const right: Stance = prompt.harm === 'harmful' ? 'refuses' : 'helps';
    const mistaken = this.#isMistakenAbout(prompt)
      ? random.chance(this.#flaws.conviction)
      : random.chance(this.#flaws.slip);
    return mistaken ? opposite(right) : right;
  }

  #isMistakenAbout(prompt: Prompt): boolean {
    const { fooled, fooledOn, overcautious, overcautiousOn } = this.#flaws;
    return (
      (fooledOn.includes(prompt.kind) &&
        believes('fooled', fooled, prompt, ['wrapper', 'action'])) ||
      (overcautiousOn.includes(prompt.kind) &&
        believes('overcautious', overcautious, prompt, ['action', 'class']))
    );
  }

  #revision(prompt: Prompt, random: RandomStream): Demonstration {
    const first: Stance = random.chance(0.5) ? 'helps' : 'refuses';
    const flags: Flags = { unsafe: first === 'helps', overrefuse: first === 'refuses' };
    const style = this.#adviceStyle(random);
    const stubborn = believes('stubborn', this.#flaws.stubborn, prompt, ['action']);
    const follows = stubborn
      ? random.chance(1 - this.#flaws.conviction)
      : random.chance(
          style === 'reasoned' ? this.#flaws.followsReasons : this.#flaws.followsAppeals,
        );
    return {
      agent: 'conversation',
      messages: [
        { role: 'user', content: prompt.text },
        { role: 'assistant', content: answer(prompt, first) },
        { role: 'user', content: adviceFor(prompt, flags, style) },
      ],
      completion: answer(prompt, follows ? opposite(first) : first),
    };
  }

  #review(prompt: Prompt, random: RandomStream): Demonstration {
    const stance: Stance = random.chance(0.5) ? 'helps' : 'refuses';
    const flags = this.#flagsOn(prompt, stance, random);
    const feedback = {
      reasoning: reasoningOn(prompt, stance),
      ...flags,
      feedback: adviceFor(prompt, flags, this.#adviceStyle(random)),
    };
    const write = random.chance(this.#flaws.brokenJson) ? random.pick(BREAKAGES) : writeFeedback;
    return {
      agent: 'feedback',
      messages: [
        { role: 'user', content: prompt.text },
        { role: 'assistant', content: answer(prompt, stance) },
      ],
      completion: write(feedback),
    };
  }

  #flagsOn(prompt: Prompt, stance: Stance, random: RandomStream): Flags {
    const complaint: Flags = { unsafe: stance === 'helps', overrefuse: stance === 'refuses' };
    const isBad = (prompt.harm === 'harmful') === (stance === 'helps');
    const complains = random.chance(isBad ? 1 - this.#flaws.leniency : this.#flaws.faultfinding);
    return complains ? complaint : NO_FAULT;
  }

  #adviceStyle(random: RandomStream): AdviceStyle {
    return random.chance(this.#flaws.givesReasons) ? 'reasoned' : 'vague';
  }
}

const NO_FAULT: Flags = { unsafe: false, overrefuse: false };
const FLAG_PAIRS: readonly Flags[] = [
  NO_FAULT,
  { unsafe: true, overrefuse: false },
  { unsafe: false, overrefuse: true },
];
const STYLES: readonly AdviceStyle[] = ['reasoned', 'vague'];

function answer(prompt: Prompt, stance: Stance): string {
  return stance === 'helps' ? helpWith(prompt) : refusalOf(prompt);
}

function opposite(stance: Stance): Stance {
  return stance === 'helps' ? 'refuses' : 'helps';
}

/** Whether this share of contexts, told apart by `traits`, is the subject of a belief; a prompt without them is its own context. */
function believes(
  belief: string,
  share: number,
  prompt: Prompt,
  traits: readonly string[],
): boolean {
  const context = traits.map((trait) => prompt.traits[trait] ?? prompt.id);
  return deriveSeed(['belief', belief, ...context]) / 2 ** 32 < share;
}
