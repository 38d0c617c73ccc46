const FEW = 5;

/** The first five of `items`, for a message that must stay short. */
export function firstFew(items: readonly string[]): string {
  return [...items.slice(0, FEW), ...(items.length > FEW ? ['…'] : [])].join(', ');
}
