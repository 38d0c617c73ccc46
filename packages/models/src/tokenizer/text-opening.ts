type Json = Readonly<Record<string, unknown>>;

/**
 * `[token]` what a `tokenizer.json` sets before every text, `<s>` for one, by its post-processor: a template whose special
 * tokens before the text are meant, alone or in a sequence of processors (documentation of Hugging Face's tokenizers).
 */
export function textOpening(postProcessor: unknown): readonly number[] {
  const { type, processors, single, special_tokens: known } = asJson(postProcessor);
  if (type === 'Sequence' && Array.isArray(processors)) return processors.flatMap(textOpening);
  if (type !== 'TemplateProcessing' || !Array.isArray(single)) return [];
  const pieces = single.map(asJson);
  const before = pieces.slice(
    0,
    pieces.findIndex((piece) => 'Sequence' in piece),
  );
  return before.flatMap(({ SpecialToken: token }) => {
    const { ids } = asJson(asJson(known)[String(asJson(token)['id'])]);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
  });
}

function asJson(value: unknown): Json {
  return Object(value) as Json;
}
