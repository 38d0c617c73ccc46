import type { Completion, ParsedFeedback } from '@waltz/core';

const JSON_STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const JSON_BOOLEAN = 'true|false';

/** One object with the four fields of section 1 in their order, each of its type, and nothing around it but blanks. */
const FEEDBACK_LAYOUT = new RegExp(
  [
    String.raw`^\s*\{\s*"reasoning"\s*:\s*${JSON_STRING}`,
    `"unsafe"\\s*:\\s*(?:${JSON_BOOLEAN})`,
    `"overrefuse"\\s*:\\s*(?:${JSON_BOOLEAN})`,
    String.raw`"feedback"\s*:\s*${JSON_STRING}\s*\}\s*$`,
  ].join(String.raw`\s*,\s*`),
);

/**
 * The four fields of a well-formed feedback, or null. Strict: a missing, doubled, misplaced or further field, a
 * field of another type, and text before or after the object make it malformed, and so does a completion that
 * was cut by its length.
 */
export function parseFeedback({ text, stop }: Completion): ParsedFeedback | null {
  if (stop !== 'end' || !FEEDBACK_LAYOUT.test(text)) return null;
  try {
    // The layout has just shown that the text has these fields with these types.
    return JSON.parse(text) as ParsedFeedback;
  } catch {
    return null;
  }
}
