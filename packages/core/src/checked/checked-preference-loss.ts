import type { PairedTokens, PreferenceLoss } from '../contracts/preference-loss.ts';
import { ComponentFault, explained, type ComponentOrigin } from './component-fault.ts';

/**
 * A loss of preferences that is held to its shape: it throws, naming the plugin and the pair, when the loss throws or
 * gives another number of derivatives than there are tokens.
 */
export function checkedPreferenceLoss(
  preferenceLoss: PreferenceLoss,
  origin: ComponentOrigin,
): PreferenceLoss {
  return {
    loss(inputs) {
      const loss = explained(origin, () => preferenceLoss.loss(inputs));
      for (const side of ['chosen', 'rejected'] as const) {
        requireShape(origin, side, loss.derivatives, inputs.logprobs);
      }
      return loss;
    },
  };
}

function requireShape(
  origin: ComponentOrigin,
  side: keyof PairedTokens,
  derivatives: PairedTokens,
  logprobs: PairedTokens,
): void {
  logprobs[side].forEach(({ length }, pair) => {
    const given = derivatives[side][pair]?.length ?? 0;
    if (given === length) return;
    throw new ComponentFault(
      origin,
      `gave the ${side} completion of pair ${pair} ${given} derivatives for ${length} tokens`,
      'Give one for each token: the shape of chosen and of rejected is [pair][token]',
    );
  });
}
