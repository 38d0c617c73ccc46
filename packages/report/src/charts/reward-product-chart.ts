import type { AgentRole } from '@waltz/core';
import { metricsBelow } from '../run/metric-points.ts';
import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';
import { seriesColour } from './style.ts';

/** What each weighted product of the composition adds to the conversation agent's reward. */
export const conversationProductChart = productChart('conversation');
/** What each weighted product of the composition adds to the feedback agent's reward (eq. 2). */
export const feedbackProductChart = productChart('feedback');

function productChart(agent: AgentRole): ChartMaker {
  const prefix = `product/${agent}/`;
  return (run, style) => {
    const drawn = stepChart({
      run,
      style,
      yLabel: '↑ mean share of the reward',
      series: metricsBelow(run, prefix).map((metric, index) => ({
        metric,
        label: metric.slice(prefix.length),
        colour: seriesColour(style, index),
        dashed: index % 2 === 1,
      })),
    });
    return (
      drawn && {
        id: `products-${agent}`,
        title: `What the ${agent} agent’s reward is made of`,
        caption: `Mean of each product, weight × factors; the products add up to the reward. ${smoothingNote(run)}`,
        ...drawn,
      }
    );
  };
}
