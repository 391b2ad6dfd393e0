/** Names looked at; a longer list of topics is not searched to the end for the sake of an error text. */
const namesLookedAtMax = 2000;
const namesGivenMax = 3;

/** Insertions, deletions and replacements that turn one text into the other; anything above `most` counts as more. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) {
    return most + 1;
  }
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      const value = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      next.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest > most) {
      return most + 1;
    }
    row = next;
  }
  return row[b.length] ?? most + 1;
}

/** Up to three of the names that somebody who typed `wanted` may have meant, the nearest first. */
export function similarNames(wanted: string, names: Iterable<string>): string[] {
  const wantedLower = wanted.toLowerCase();
  const most = Math.min(3, Math.ceil(wanted.length / 4));
  const found: { name: string; distance: number }[] = [];
  let lookedAt = 0;
  for (const name of names) {
    if (++lookedAt > namesLookedAtMax) {
      break;
    }
    const distance = editDistance(wantedLower, name.toLowerCase(), most);
    if (distance <= most) {
      found.push({ name, distance });
    }
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return found.slice(0, namesGivenMax).map((each) => each.name);
}
