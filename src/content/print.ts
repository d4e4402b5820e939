import type { Element, Properties, Root, RootContent } from "hast";
import { VOID_ELEMENTS } from "./elements.ts";

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
 * no library that can print any tree, which takes several times as long.
 */
export function printTree(tree: Root): string {
  return printAll(tree.children);
}

function printAll(nodes: readonly RootContent[]): string {
  let html = "";
  for (const node of nodes) {
    if (node.type === "text") html += node.value.replace(/[&<]/g, reference);
    else if (node.type === "element") html += printElement(node);
  }
  return html;
}

function printElement({ tagName, properties, children }: Element): string {
  let attributes = "";
  for (const name of Object.keys(properties)) attributes += printAttribute(name, properties[name]);
  const start = `<${tagName}${attributes}>`;
  return VOID_ELEMENTS.has(tagName) ? start : `${start}${printAll(children)}</${tagName}>`;
}

function printAttribute(property: string, value: Properties[string]): string {
  if (value === undefined || value === null || value === false) return "";
  const name = ATTRIBUTES.get(property) ?? property.toLowerCase();
  if (value === true) return ` ${name}`;
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  return ` ${name}="${text.replace(/["&'`\0]/g, reference)}"`;
}

const reference = (character: string): string => REFERENCES[character] ?? character;
