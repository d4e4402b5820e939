import type { Element } from "hast";
import { isElement } from "./elements.ts";

/** The cells of a table, row by row. */
export interface Grid {
  header: Element[] | null;
  rows: Element[][];
}

const PARTS: ReadonlySet<string> = new Set(["thead", "tbody", "tfoot"]);

/**
 * A table as rows of cells, the header apart: its thead, or a first row of nothing but th. Null for what rows of cells
 * cannot say: cells that span others, tables in tables, captions, several rows of headers, text outside of cells.
 */
export function gridOf(table: Element): Grid | null {
  const head: Element[][] = [];
  const rows: Element[][] = [];
  for (const child of table.children) {
    if (!isElement(child)) {
      if (child.type === "text" && /\S/.test(child.value)) return null;
    } else if (child.tagName === "tr") {
      if (!readRow(child, rows)) return null;
    } else if (PARTS.has(child.tagName)) {
      if (!readRows(child, child.tagName === "thead" ? head : rows)) return null;
    } else if (child.tagName !== "colgroup" && child.tagName !== "col") return null;
  }
  if (head.length > 1 || head.length + rows.length === 0) return null;
  const [first = null] = head;
  if (first !== null) return { header: first, rows };
  const [top = []] = rows;
  const isHeader = top.length > 0 && top.every(({ tagName }) => tagName === "th");
  return isHeader ? { header: top, rows: rows.slice(1) } : { header: null, rows };
}

function readRows(part: Element, rows: Element[][]): boolean {
  return part.children.every((child) => (isElement(child, "tr") ? readRow(child, rows) : isBlank(child)));
}

function readRow(row: Element, rows: Element[][]): boolean {
  const cells: Element[] = [];
  for (const child of row.children) {
    if (isElement(child, "td") || isElement(child, "th")) {
      if (spans(child) || holdsTable(child)) return false;
      cells.push(child);
    } else if (!isBlank(child)) return false;
  }
  rows.push(cells);
  return true;
}

const isBlank = (node: Element["children"][number]): boolean => node.type !== "element" && !hasText(node);
const hasText = (node: Element["children"][number]): boolean => node.type === "text" && /\S/.test(node.value);
const spans = ({ properties: { colSpan, rowSpan } }: Element): boolean => isMany(colSpan) || isMany(rowSpan);
const isMany = (count: unknown): boolean => count !== undefined && count !== null && String(count) !== "1";

function holdsTable({ children }: Element): boolean {
  return children.some((child) => isElement(child) && (child.tagName === "table" || holdsTable(child)));
}
