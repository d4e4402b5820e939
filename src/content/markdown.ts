import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { markdownCost } from "./markdown-cost.ts";

/** Microseconds. */
const MAX_COST = 1_500_000;

/**
 * Turns Markdown (CommonMark, GFM, footnotes, raw HTML as it stands) into HTML that is yet to be sanitized. Null for
 * text that would take too long to read, such as a megabyte of brackets.
 * @param off - constructs of the syntax that are not read: `codeIndented` in MDX, where tags are indented.
 */
export function markdownToHtml(markdown: string, off: readonly string[] = []): string | null {
  if (markdownCost(markdown) > MAX_COST) return null;
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm(), { disable: { null: [...off] } }],
    htmlExtensions: [
      gfmHtml(),
      {
        // In place of GFM's tag filter, which would show <iframe> and <script> as text: they are the sanitizer's.
        exit: {
          htmlFlowData(token) {
            this.raw(this.sliceSerialize(token));
          },
          htmlTextData(token) {
            this.raw(this.sliceSerialize(token));
          },
        },
      },
    ],
  });
}
