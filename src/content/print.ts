import type { Element, Properties, Root, RootContent } from "hast";
import { VOID_ELEMENTS } from "./elements.ts";
import type { Marks } from "./marks.ts";

/** Attributes that are called otherwise than their property in lower case. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ["ariaDescribedBy", "aria-describedby"],
  ["ariaLabel", "aria-label"],
  ["className", "class"],
  ["dataFootnoteBackref", "data-footnote-backref"],
  ["dataFootnoteRef", "data-footnote-ref"],
  ["dataFootnotes", "data-footnotes"],
]);

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  '"': "&quot;",
  "'": "&#x27;",
  "`": "&#x60;",
  "\0": "&#x0;",
};

/**
 * The HTML of a sanitized tree. It holds nothing but text and the elements and attributes of the allow-list, and needs
 * no library that can print any tree, which takes several times as long. A `<` in it always begins a tag.
 * @param marks - told where their nodes stand.
 */
export function printTree(tree: Root, marks?: Marks): string {
  const printer = new Printer(marks);
  printer.printAll(tree.children);
  return printer.html;
}

class Printer {
  html = "";
  readonly #marks: Marks | undefined;

  constructor(marks: Marks | undefined) {
    this.#marks = marks;
  }

  printAll(nodes: readonly RootContent[]): void {
    for (const node of nodes) {
      const mark = this.#marks?.find(node);
      if (mark) mark.start = this.html.length;
      if (node.type === "text") this.html += node.value.replace(/[&<]/g, reference);
      else if (node.type === "element") this.#printElement(node);
      if (mark) mark.end = this.html.length;
    }
  }

  #printElement(element: Element): void {
    const { tagName, properties, children } = element;
    let attributes = "";
    for (const name of Object.keys(properties)) attributes += printAttribute(name, properties[name]);
    this.html += `<${tagName}${attributes}>`;
    if (VOID_ELEMENTS.has(tagName)) return;
    const mark = this.#marks?.find(element);
    if (mark) mark.innerStart = this.html.length;
    this.printAll(children);
    if (mark) mark.innerEnd = this.html.length;
    this.html += `</${tagName}>`;
  }
}

function printAttribute(property: string, value: Properties[string]): string {
  if (value === undefined || value === null || value === false) return "";
  const name = ATTRIBUTES.get(property) ?? property.toLowerCase();
  if (value === true) return ` ${name}`;
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  return ` ${name}="${text.replace(/["&'`<\0]/g, reference)}"`;
}

const reference = (character: string): string => REFERENCES[character] ?? character;
