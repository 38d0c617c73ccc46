import type { RandomStream } from '@waltz/core';

/** The metrics of one step of a run that is `progress` of the way, from 0 at its start to 1 at its end. */
export function syntheticMetrics(
  stage: string,
  progress: number,
  random: RandomStream,
): Readonly<Record<string, number>> {
  const noise = (size: number) => size * (random.uniform() + random.uniform() - 1);
  const along = (start: number, end: number, size: number) =>
    start + (end - start) * (1 - Math.exp(-3 * progress)) + noise(size);
  const share = (start: number, end: number, size: number) =>
    Math.min(1, Math.max(0, along(start, end, size)));
  const joint = stage !== 'stage-1';
  const label = share(0.35, 0.88, 0.1);
  const format = share(0.86, 0.998, 0.05);
  return {
    'reward/conversation': along(0.55, 0.94, 0.12),
    'reward/feedback': 0.65 * along(0.05, 0.3, 0.1) + 0.25 * label + 0.1 * format,
    'term/alignment': along(0.55, 0.94, 0.12),
    'term/improvement': along(0.02, 0.3, 0.1),
    'term/label': label,
    'term/format': format,
    'product/conversation/alignment': along(0.55, 0.94, 0.12),
    'product/feedback/improvement': 0.65 * along(0.05, 0.3, 0.1),
    'product/feedback/label': joint ? 0 : 0.25 * label,
    'product/feedback/format': 0.1 * format,
    'kl/feedback': 0.03 * progress + noise(0.006),
    'length/conversation': along(14, 12, 1.5),
    'length/feedback': along(34, 29, 2),
    'loss/feedback': noise(0.04),
    'gradient-norm/feedback': Math.abs(along(1.4, 0.6, 0.5)),
    'advantage-spread/feedback': Math.abs(along(0.42, 0.2, 0.06)),
    'value-loss/feedback': Math.abs(along(0.09, 0.02, 0.01)),
    // At first a critic is worse than the mean of returns that hardly vary.
    'explained-variance/feedback': progress < 0.2 ? -40 : along(-0.4, 0.7, 0.1),
    ...(joint
      ? {
          'kl/conversation': 0.02 * (progress - 0.5) + noise(0.004),
          'loss/conversation': noise(0.05),
          'gradient-norm/conversation': Math.abs(along(0.9, 0.4, 0.3)),
          'advantage-spread/conversation': Math.abs(along(0.45, 0.2, 0.06)),
          'value-loss/conversation': Math.abs(along(0.1, 0.02, 0.01)),
          'explained-variance/conversation': along(-0.2, 0.5, 0.1),
        }
      : {}),
    'rate/asr': share(0.36, 0.02, 0.14),
    'rate/orr': share(0.42, 0.06, 0.14),
    'rate/first-asr': share(0.43, 0.12, 0.14),
    'rate/first-orr': share(0.5, 0.2, 0.14),
    'rate/ftr': share(0.45, 0.25, 0.1),
    'rate/label-accuracy': label,
    'rate/json-error': 1 - format,
    'rate/improved': share(0.05, 0.2, 0.06),
    'rate/worsened': share(0.06, 0.005, 0.03),
    'rate/unscored': 0,
    'rate/non-answer': share(0.04, 0.0, 0.02),
  };
}
