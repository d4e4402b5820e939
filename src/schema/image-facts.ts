import type { ImageRow } from "../db/queries/images.ts";
import { type SelectedFields, selected } from "./selection.ts";

// Whatever is not one of these is among the facts, which are read together.
const NO_FACTS: ReadonlySet<string> = new Set(
  "__typename id url originalUrl width height aspectRatio articles".split(" "),
);

/** Whether one of the fields selected of an image takes more than its address and size. */
export const wantsFacts = (fields: SelectedFields): boolean => [...fields.keys()].some((field) => !NO_FACTS.has(field));

/**
 * An image with the facts that were read because a field of them is selected.
 * @throws Error where they were not, which is a fault of ours.
 */
export function withFacts(image: ImageRow): Required<ImageRow> {
  selected(image.format);
  return image as Required<ImageRow>;
}
