/**
 * The address of the largest candidate of a srcset: the widest, else the densest, else the first. Null where there is
 * none. Addresses may hold commas; a comma at the end of one, or behind its descriptor, ends the candidate.
 */
export function largestCandidate(srcset: string): string | null {
  let best: { address: string; size: number } | null = null;
  for (const { address, descriptor } of candidatesOf(srcset)) {
    const size = Number(/^(\d{1,6}(?:\.\d{1,4})?)[wx]$/.exec(descriptor)?.[1] ?? 1);
    if (best === null || size > best.size) best = { address, size };
  }
  return best?.address ?? null;
}

function candidatesOf(srcset: string): { address: string; descriptor: string }[] {
  const candidates: { address: string; descriptor: string }[] = [];
  let address = "";
  for (const token of srcset.split(/\s+/)) {
    if (address === "") {
      address = token.replace(/^,+|,+$/g, "");
      if (address !== "" && token.endsWith(",")) {
        candidates.push({ address, descriptor: "" });
        address = "";
      }
    } else {
      // The next address may follow the comma without a space.
      const [descriptor = "", ...next] = token.split(",");
      candidates.push({ address, descriptor });
      address = next.join(",");
    }
  }
  if (address !== "") candidates.push({ address, descriptor: "" });
  return candidates;
}
