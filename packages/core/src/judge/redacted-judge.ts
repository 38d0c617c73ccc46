import type { Redact } from '../config/secrets.ts';
import type { Judge } from '../contracts/judge.ts';

/** A judge whose reasons name no secret: what a server answered may quote what it was asked, and the ledger keeps it. */
export function redactedJudge(judge: Judge, redact: Redact): Judge {
  return {
    label: async (pairs) =>
      (await judge.label(pairs)).map((judgement) =>
        judgement.scored ? judgement : { ...judgement, reason: redact(judgement.reason) },
      ),
  };
}
