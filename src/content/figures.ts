import type { Element, Root } from "hast";
import { isElement, type Parent } from "./elements.ts";

/** Boxes that sites put an image and its caption into, each with the class of the caption. */
const BOXES: Readonly<Record<string, string>> = {
  "image-package": "image-caption",
  "wp-caption": "wp-caption-text",
};

/** Makes figures of boxes that hold an image and its caption, in a tree that still has its classes. */
export function markFigures(parent: Root | Element): void {
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    const caption = classesOf(child)
      .map((name) => BOXES[name])
      .find((name) => name !== undefined);
    if (caption !== undefined) markFigure(child, caption);
    markFigures(child);
  }
}

function markFigure(box: Element, captionClass: string): void {
  const captions = box.children.filter((child) => isElement(child) && classesOf(child).includes(captionClass));
  const [caption] = captions;
  if (captions.length !== 1 || !isElement(caption) || countImages(box) !== 1 || countImages(caption) !== 0) return;
  box.tagName = "figure";
  caption.tagName = "figcaption";
}

function countImages({ children }: Parent): number {
  let count = 0;
  for (const child of children) if (isElement(child)) count += child.tagName === "img" ? 1 : countImages(child);
  return count;
}

function classesOf({ properties: { className } }: Element): string[] {
  return Array.isArray(className) ? className.map(String) : [];
}
