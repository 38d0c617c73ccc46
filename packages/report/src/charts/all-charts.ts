import { advantageSpreadChart } from './advantage-spread-chart.ts';
import { asrOrrChart } from './asr-orr-chart.ts';
import type { ChartMaker } from './chart.ts';
import { explainedVarianceChart } from './explained-variance-chart.ts';
import { feedbackByKindChart } from './feedback-by-kind-chart.ts';
import { feedbackQualityChart } from './feedback-quality-chart.ts';
import { feedbackTriggerChart } from './feedback-trigger-chart.ts';
import { gradientNormChart } from './gradient-norm-chart.ts';
import { klChart } from './kl-chart.ts';
import { lossChart } from './loss-chart.ts';
import { nonAnswerChart } from './non-answer-chart.ts';
import { responseLengthChart } from './response-length-chart.ts';
import { revisionChart } from './revision-chart.ts';
import { rewardChart } from './reward-chart.ts';
import { conversationProductChart, feedbackProductChart } from './reward-product-chart.ts';
import { rewardTermChart } from './reward-term-chart.ts';
import { safetyPlaneChart } from './safety-plane-chart.ts';
import { supervisedLossChart } from './supervised-loss-chart.ts';
import { timingChart } from './timing-chart.ts';
import { valueLossChart } from './value-loss-chart.ts';

/** The figures of the report by section, in the order in which a reader asks for them. */
export const CHARTS: Readonly<
  Record<'result' | 'rewards' | 'feedback' | 'learning' | 'cost', readonly ChartMaker[]>
> = {
  result: [safetyPlaneChart, asrOrrChart],
  rewards: [rewardChart, rewardTermChart, conversationProductChart, feedbackProductChart],
  feedback: [feedbackByKindChart, feedbackTriggerChart, feedbackQualityChart, revisionChart],
  learning: [
    supervisedLossChart,
    klChart,
    responseLengthChart,
    nonAnswerChart,
    lossChart,
    gradientNormChart,
    advantageSpreadChart,
    valueLossChart,
    explainedVarianceChart,
  ],
  cost: [timingChart],
};
