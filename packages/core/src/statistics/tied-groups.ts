/**
 * The largest groups in which every two members are tied, each group in ascending order: a member may belong to several,
 * since "not shown to differ" is not transitive. They are the maximal cliques of the graph of ties (Bron & Kerbosch, 1973).
 *
 * @param count members are 0 … count − 1.
 * @param isTied symmetric.
 */
export function tiedGroups(
  count: number,
  isTied: (one: number, other: number) => boolean,
): readonly (readonly number[])[] {
  const groups: (readonly number[])[] = [];
  const grow = (group: readonly number[], candidates: number[], done: readonly number[]): void => {
    if (candidates.length === 0 && done.length === 0) groups.push(group);
    const excluded = [...done];
    candidates.forEach((member, index) => {
      const withMember = (other: number): boolean => isTied(member, other);
      grow(
        [...group, member],
        candidates.slice(index + 1).filter(withMember),
        excluded.filter(withMember),
      );
      excluded.push(member);
    });
  };
  grow(
    [],
    Array.from({ length: count }, (_, member) => member),
    [],
  );
  return groups.filter((group) => group.length > 0);
}
