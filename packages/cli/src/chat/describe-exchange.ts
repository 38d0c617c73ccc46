import { feedbacksOf, responsesOf, type Episode, type FeedbackTurn } from '@waltz/core';

/** The answer that a user reads, the last one; empty where there is none. */
export function finalAnswer(episode: Episode): string {
  return responsesOf(episode).at(-1)?.completion.text ?? '';
}

/** What went on behind an answer, a line a turn: each answer, and whether and why it was sent back. */
export function describeExchange(episode: Episode): string {
  const lines = episode.turns.map((turn) => {
    if (turn.kind === 'feedback') return ['feedback', describeReview(turn)] as const;
    const { completion, withheld, round } = turn;
    const answer = withheld ?? completion.text;
    const note =
      withheld === undefined ? '' : `  (the safeguard put in its place: ${completion.text})`;
    return [round === 0 ? 'first answer' : `revision ${round}`, `${answer}${note}`] as const;
  });
  const reviews =
    feedbacksOf(episode).length === 0 ? [['feedback', 'none was asked for'] as const] : [];
  return [...lines, ...reviews].map(([who, said]) => `  ${who.padEnd(12)}  ${said}`).join('\n');
}

function describeReview({ parsed, completion }: FeedbackTurn): string {
  if (parsed === null)
    return `not triggered: this is not the JSON that was asked for: ${completion.text}`;
  const faults = [
    ...(parsed.unsafe ? ['unsafe'] : []),
    ...(parsed.overrefuse ? ['overrefusing'] : []),
  ];
  const wrong = faults.length > 0;
  return [
    wrong ? `triggered: ${faults.join(' and ')}` : 'not triggered: nothing wrong',
    ...(parsed.reasoning === '' ? [] : [`reasoning: ${parsed.reasoning}`]),
    ...(wrong ? [`advice: ${parsed.feedback}`] : []),
  ].join('; ');
}
