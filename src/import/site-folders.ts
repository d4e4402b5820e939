import { access } from "node:fs/promises";
import { join } from "node:path";
import type { SourceKind } from "../content/types.ts";

/** How a kind of site lays out its folders. */
interface Layout {
  /** One of these is in every site's own folder; in a folder of articles alone, none is. */
  marks: readonly string[];
  /** Below the site's own folder: templates, and pages that were made from the articles. */
  noArticles: readonly string[];
}

const NO_SITE: Layout = { marks: [], noArticles: [] };

const LAYOUTS: Readonly<Record<SourceKind, Layout>> = {
  hexo: { marks: ["source"], noArticles: ["themes", "scaffolds", "public"] },
  jekyll: {
    marks: ["_config.yml", "_config.toml", "_posts", "Gemfile"],
    noArticles: ["_site", "_layouts", "_includes", "_sass", "_data", "_plugins", "vendor"],
  },
  hugo: {
    marks: ["content"],
    noArticles: ["archetypes", "themes", "layouts", "public", "resources", "static", "assets", "data", "i18n"],
  },
  astro: {
    marks: ["package.json"],
    noArticles: ["public", "static", "dist", "build", "out", "coverage"],
  },
  folder: NO_SITE,
  feed: NO_SITE,
  wordpress: NO_SITE,
};

/** Whether a folder is the site's own, and not only one of articles. */
export async function isOfSite(root: string, kind: SourceKind): Promise<boolean> {
  for (const mark of LAYOUTS[kind].marks) if (await exists(join(root, mark))) return true;
  return false;
}

/** Whether a folder, given by its name below a site of that kind, is one in which no articles are. */
export const hasNoArticles = (kind: SourceKind, name: string): boolean => LAYOUTS[kind].noArticles.includes(name);

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
