const END = '<!-- /waltz table -->';

/**
 * `text` with `content` in place of what stands between the comment that names `command` and the one that ends it.
 * Null when there is no such place.
 */
export function replaceMarkedSection(
  text: string,
  command: string,
  content: string,
): string | null {
  const { start, end } = sectionMarks(command);
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) return null;
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** The comments between which the output of `command` stands in a document. */
export function sectionMarks(command: string): { readonly start: string; readonly end: string } {
  return { start: `<!-- ${command} -->`, end: END };
}
