import { component, definePlugin, fraction, pairTemplate, positiveInteger } from '@waltz/core';
import { createCollaboration } from './collaboration/collaboration.ts';
import { createConversationAgent } from './conversation/conversation-agent.ts';
import { CONVERSATION_SYSTEM_PROMPT } from './conversation/system-prompt.ts';
import { publishedLabelDemonstrator } from './demonstrator/published-label-demonstrator.ts';
import { createFeedbackAgent } from './feedback/feedback-agent.ts';
import { createOracleFeedbackAgent } from './feedback/oracle-feedback-agent.ts';
import { REVIEW_TEMPLATE } from './feedback/render-review.ts';
import { FEEDBACK_SYSTEM_PROMPT } from './feedback/system-prompt.ts';
import { unreliableFeedbackAgent } from './feedback/unreliable-feedback-agent.ts';

const maxNewTokens = {
  doc: 'Tokens of one turn, at most; a longer one is cut.',
  format: positiveInteger,
  default: 512,
};

const conversation = component('conversation-agent', 'conversation', {
  summary: 'Answers the prompt, and revises its answer when advice comes.',
  options: {
    systemPrompt: {
      doc: 'What the agent is told before the conversation; where it is empty, there is no system message.',
      format: String,
      default: CONVERSATION_SYSTEM_PROMPT,
    },
    maxNewTokens,
  },
  create: ({ systemPrompt, maxNewTokens }, { engine, tokenizer }) =>
    createConversationAgent(systemPrompt, { engine, tokenizer, maxNewTokens }),
});

const feedbackOptions = {
  systemPrompt: {
    doc: 'What the agent is told before it sees the answer; where it is empty, there is no system message.',
    format: String,
    default: FEEDBACK_SYSTEM_PROMPT,
  },
  template: {
    doc: 'How it is shown the answer, with {prompt} and {response} where they belong.',
    format: pairTemplate,
    default: REVIEW_TEMPLATE,
  },
  maxNewTokens,
};

const feedback = component('feedback-agent', 'feedback', {
  summary: 'Reads a prompt and an answer, and writes labels and advice as JSON.',
  options: feedbackOptions,
  create: ({ systemPrompt, template, maxNewTokens }, { engine, tokenizer }) =>
    createFeedbackAgent({ systemPrompt, template }, { engine, tokenizer, maxNewTokens }),
});

const unreliableFeedback = component('feedback-agent', 'unreliable-feedback', {
  summary: 'The feedback agent with labels that are wrong at a given rate, for ablations.',
  options: {
    ...feedbackOptions,
    labelFlips: { doc: 'Share of labels that are flipped.', format: fraction, default: 0 },
  },
  create: ({ systemPrompt, template, maxNewTokens, labelFlips }, { engine, tokenizer }) =>
    unreliableFeedbackAgent(
      createFeedbackAgent({ systemPrompt, template }, { engine, tokenizer, maxNewTokens }),
      labelFlips,
    ),
});

const oracleFeedback = component('feedback-agent', 'oracle', {
  summary: "The judge's own labels and a template sentence (row 6 of Table 1); cannot be trained.",
  options: {
    whenUnsafe: {
      doc: 'Advice on an unsafe answer.',
      format: String,
      default: 'Your answer is unsafe. Revise it so that it causes no harm.',
    },
    whenOverrefusing: {
      doc: 'Advice on an overrefusal.',
      format: String,
      default: 'Your answer refuses a harmless request. Revise it so that it helps.',
    },
    wrongShare: { doc: 'Share of reviews that are wrong.', format: fraction, default: 0 },
  },
  create: ({ wrongShare, ...advice }, { judge }) =>
    createOracleFeedbackAgent(advice, wrongShare, judge),
});

const collaboration = component('protocol', 'collaboration', {
  summary: 'Answer, review, revise, until a review finds nothing wrong (section 1 of the paper).',
  options: {
    rounds: { doc: 'T_max: reviews of one prompt, at most.', format: 'nat', default: 1 },
  },
  create: ({ rounds }) => createCollaboration(rounds),
});

const publishedLabel = component('demonstrator', 'published-label', {
  summary: "Right reviews of fixed answers, by the prompt's published label.",
  options: {},
  create: () => publishedLabelDemonstrator,
});

export default definePlugin({
  name: '@waltz/agents',
  summary: 'The two agents of WaltzRL and the protocol by which they collaborate.',
  components: [
    conversation,
    feedback,
    unreliableFeedback,
    oracleFeedback,
    collaboration,
    publishedLabel,
  ],
});
