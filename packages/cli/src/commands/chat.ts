import { createInterface } from 'node:readline';
import { openTrainedPair, Secrets, type Dataset } from '@waltz/core';
import { CHAT_COMMANDS, ChatSession } from '../chat/chat-session.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openTrainedRun } from '../trained-run.ts';
import { withoutSecrets } from '../without-secrets.ts';

/** Prompts that are shown before the first question: of a small world, nobody knows the words. */
const EXAMPLES = 3;

/**
 * `waltz chat RUN`: each line of the terminal, or of a pipe, is a prompt that the trained pair answers. There is no
 * memory from one prompt to the next: the paper's collaboration begins with a prompt.
 * Throws a `UsageError` when the run has not come to its final weights.
 */
export async function chat(path: string, showsFeedback: boolean): Promise<ExitCode> {
  const secrets = new Secrets();
  try {
    const { parts, weights } = await openTrainedRun(path, secrets, (message) =>
      console.error(message),
    );
    const pair = await openTrainedPair(parts, weights);
    try {
      const session = new ChatSession(pair, showsFeedback);
      await talk(session, `${parts.config.name}, ${greeting(parts.dataset)}`, secrets);
      return session.failures === 0 || process.stdin.isTTY ? EXIT.ok : EXIT.failure;
    } finally {
      pair.dispose();
    }
  } catch (error) {
    throw withoutSecrets(error, secrets);
  }
}

function greeting(dataset: Dataset): string {
  const benign = dataset.prompts('held-out').filter(({ harm }) => harm === 'benign');
  const examples = benign.slice(0, EXAMPLES).map(({ text }) => `  ${text}`);
  return [
    `every line is a prompt of its own. ${CHAT_COMMANDS}`,
    'Prompts like those that it was evaluated on:',
    ...examples,
  ].join('\n');
}

async function talk(session: ChatSession, opening: string, { redact }: Secrets): Promise<void> {
  const terminal = process.stdin.isTTY;
  if (terminal) console.log(opening);
  const lines = createInterface({
    input: process.stdin,
    ...(terminal && { output: process.stdout }),
    prompt: '> ',
  });
  try {
    if (terminal) lines.prompt();
    for await (const line of lines) {
      const reply = await session.reply(line);
      if (reply === null) break;
      console.log(redact(reply));
      if (terminal) lines.prompt();
    }
  } finally {
    lines.close();
  }
}
