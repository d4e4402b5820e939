import type { BlockSlice, Layout, Span } from "./layout.ts";

const IMAGE = /<img src="(\/[^"]*)"/g;

/**
 * Stored HTML whose local images have moved, and its layout.
 * @param moved - new addresses of images by those that the HTML has.
 */
export function relocateImages(
  html: string,
  layout: Layout,
  moved: ReadonlyMap<string, string>,
): { html: string; layout: Layout } {
  const written = new Map(Array.from(moved, ([from, to]) => [asValue(from), asValue(to)]));
  const places: number[] = [];
  const shifts: number[] = [];
  let shift = 0;
  const relocated = html.replace(IMAGE, (tag: string, from: string, at: number) => {
    const to = written.get(from);
    if (to === undefined) return tag;
    shift += to.length - from.length;
    places.push(at);
    shifts.push(shift);
    return `<img src="${to}"`;
  });
  // Slices begin and end where tags do, so that none lies within an address.
  const moveTo = (place: number) => place + (shifts[countBelow(places, place) - 1] ?? 0);
  return { html: relocated, layout: movedLayout(layout, moveTo) };
}

// As it is printed: of what needs a reference, the encoding of addresses leaves this one.
const asValue = (address: string): string => address.replaceAll("'", "&#x27;");

function countBelow(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function movedLayout({ blocks, outline, links }: Layout, moveTo: (place: number) => number): Layout {
  const span = ([start, end]: Span): Span => [moveTo(start), moveTo(end)];
  const moveBlock = (block: BlockSlice): BlockSlice => {
    const [type, html, ...rest] = block;
    const own = [...rest] as unknown[];
    if (block[0] === "image" && block[4] !== null) own[2] = moveTo(block[4]);
    if (block[0] === "list") own[1] = block[3].map(span);
    if (block[0] === "code") own[0] = span(block[2]);
    if (block[0] === "table") {
      own[0] = block[2]?.map(span) ?? null;
      own[1] = block[3].map((row) => row.map(span));
    }
    return [type, span(html), ...own] as unknown as BlockSlice;
  };
  return {
    blocks: blocks.map(moveBlock),
    outline,
    links: links.map(([start, text, external]) => [moveTo(start), text, external]),
  };
}
