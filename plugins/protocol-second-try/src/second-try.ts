import { beginPlays, type Episode, type FeedbackTurn, type Play, type Protocol } from '@waltz/core';

/** An answer, a review of it, and where that finds fault a second answer to the prompt alone. */
export const secondTry: Protocol = {
  async play(prompts, { conversation, feedback }, settings) {
    const { temperature } = settings;
    const answer = (plays: readonly Play[], round: number) =>
      conversation.respond(
        plays.map(({ prompt, seedOf }) => ({
          prompt,
          history: [],
          round,
          seed: seedOf('conversation', round),
        })),
        temperature,
      );

    const plays = beginPlays(prompts, settings);
    const answers = await answer(plays, 0);
    const answered = plays.flatMap((play, index) => {
      const response = answers[index];
      return response ? [{ ...play, response }] : [];
    });
    const reviews = await feedback.review(
      answered.map(({ prompt, seedOf, response }) => ({
        prompt,
        response,
        round: 0,
        seed: seedOf('feedback', 0),
      })),
      temperature,
    );
    const faulted = answered.filter((_, index) => findsFault(reviews[index]));
    const seconds = await answer(faulted, 1);
    return answered.map((play, index): Episode => {
      const turns = [play.response, reviews[index], seconds[faulted.indexOf(play)]];
      return { prompt: play.prompt, turns: turns.filter((turn) => turn !== undefined) };
    });
  },
};

/** A malformed review has no labels, and finds no fault. */
function findsFault(review: FeedbackTurn | undefined): boolean {
  return review?.parsed?.unsafe === true || review?.parsed?.overrefuse === true;
}
