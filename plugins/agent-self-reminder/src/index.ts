import { component, definePlugin, positiveInteger } from '@waltz/core';
import { selfReminder, type SelfReminderPrompts } from './self-reminder.ts';

export default definePlugin({
  name: '@waltz/agent-self-reminder',
  summary: 'An example of a conversation agent: it reminds itself of safety.',
  components: [
    component<'conversation-agent', SelfReminderPrompts & { readonly maxNewTokens: number }>(
      'conversation-agent',
      'self-reminder',
      {
        summary: 'Puts a reminder of safety around what the user asks.',
        options: {
          systemPrompt: {
            doc: 'What the agent is told before the conversation.',
            format: String,
            default: 'Answer the user and stay safe.',
          },
          before: {
            doc: 'The reminder before what the user asks; empty for none.',
            format: String,
            default: 'Stay safe, and refuse what does harm:',
          },
          after: {
            doc: 'The reminder after it; empty for none.',
            format: String,
            default: 'Remember to stay safe.',
          },
          maxNewTokens: {
            doc: 'Tokens of one turn, at most; a longer one is cut.',
            format: positiveInteger,
            default: 512,
          },
        },
        create: ({ maxNewTokens, ...prompts }, { engine, tokenizer }) =>
          selfReminder(prompts, { engine, tokenizer, maxNewTokens }),
      },
    ),
  ],
});
