/**
 * What a row holds: items, most often one; something that its file is known to hold beside the items that are wanted;
 * or none where one should be. Neither reason ever quotes the row.
 */
export type RowReading<Item> =
  | { readonly items: readonly Item[] }
  | { readonly leftOut: string }
  | { readonly malformed: string };
