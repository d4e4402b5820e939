import type { Article } from "../../src/content/types.ts";
import { type BlockRow, readBlocks } from "../../src/schema/read-blocks.ts";

/** The blocks of an article as it is read from its file, as the schema reads them once they are stored. */
export const blocksOfArticle = ({ html, text, layout }: Pick<Article, "html" | "text" | "layout">): BlockRow[] =>
  readBlocks({ articleId: 1, html, text, blocks: layout, show: (piece) => piece });

/** What a page of nothing but the blocks is made of. */
export const joinedBlocks = (article: Pick<Article, "html" | "text" | "layout">): string =>
  blocksOfArticle(article)
    .map(({ html }) => html)
    .join("\n");
