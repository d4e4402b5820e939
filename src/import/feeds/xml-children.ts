import type { XmlElement } from "./xml-elements.ts";

/** The children of that name, in order. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The texts of all children of those names that have one: of the first name first. */
export function textsOf(element: XmlElement, ...names: string[]): string[] {
  const texts = names.flatMap((name) => childrenOf(element, name).map(({ text }) => text.trim()));
  return texts.filter((text) => text !== "");
}

/** The first such text; null where there is none. */
export function textOf(element: XmlElement, ...names: string[]): string | null {
  for (const name of names) {
    for (const child of element.children) {
      if (child.name === name && child.text.trim() !== "") return child.text.trim();
    }
  }
  return null;
}
