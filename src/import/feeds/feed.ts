import type { Issue, SourceFile } from "../../content/types.ts";

/** A feed or an export, opened. */
export interface Feed {
  kind: "feed" | "wordpress";
  /** What it calls itself. */
  title: string | null;
  /** The address of the site that it is about, absolute. */
  siteUrl: string | null;
  /** BCP 47, as given. */
  language: string | null;
  /**
   * Its entries as files with paths of their own, and what is to be said of them or of the feed. Never throws for what
   * an entry holds; throws what the reading of the bytes throws.
   */
  entries(): AsyncGenerator<SourceFile | Issue>;
}
