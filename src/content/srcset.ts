/**
 * The address of the largest candidate of a srcset: the widest, else the densest, else the first. Null where there is
 * none. Addresses may hold commas; a comma at the end of one, or behind its descriptor, ends the candidate.
 */
export function largestCandidate(srcset: string): string | null {
  let best: { address: string; size: number } | null = null;
  let address: string | null = null;
  const close = (descriptor: string) => {
    const size = Number(/^(\d{1,6}(?:\.\d{1,4})?)[wx],?$/.exec(descriptor)?.[1] ?? 1);
    if (address !== null && (best === null || size > best.size)) best = { address, size };
    address = null;
  };
  for (const token of srcset.split(/\s+/)) {
    if (token === "" || token === ",") continue;
    if (address !== null) close(token);
    else {
      address = token.replace(/,+$/, "");
      if (token.endsWith(",")) close("");
    }
  }
  close("");
  return (best as { address: string } | null)?.address ?? null;
}
