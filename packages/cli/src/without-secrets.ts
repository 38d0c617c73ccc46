import { messageOf, type Secrets } from '@waltz/core';

/** An error may quote what a server answered, and that what it was asked. */
export function withoutSecrets(error: unknown, { redact }: Secrets): unknown {
  const message = messageOf(error);
  return redact(message) === message ? error : new Error(redact(message));
}
