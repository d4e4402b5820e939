import type { ArticleFilter } from "./article-filter.ts";
import type { Visible } from "./visibility.ts";

/** What articles are sorted by. Articles without a date count as the oldest. */
export interface ArticleOrder {
  field: "PUBLISHED_AT" | "CHANGED_AT" | "TITLE" | "WORD_COUNT";
  descending: boolean;
}

/** Everything that decides a list, but for whose articles it holds. */
export interface ArticleListing {
  filter: ArticleFilter;
  order: ArticleOrder;
  visible: Visible;
}
