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

/** Tells which folders and files, given by their names below a source's root, are left out with all that they hold. */
export type IsLeftOut = (name: string) => boolean;

/**
 * What a folder of that kind has no articles in: where it is a site's own, and not only one of articles, the folders of
 * templates and of pages that were made from the articles.
 */
export async function findLeftOut(root: string, kind: SourceKind): Promise<IsLeftOut> {
  const noArticles = new Set((await isOfSite(root, kind)) ? LAYOUTS[kind].noArticles : []);
  return (name) => noArticles.has(name.split("/", 1)[0] ?? "") || (kind === "hugo" && HUGO_LIST.test(name));
}

/** Hugo keeps the texts above its lists there: they are no pages of their own. */
const HUGO_LIST = /(?:^|\/)_index\.[^/]+$/;

async function isOfSite(root: string, kind: SourceKind): Promise<boolean> {
  for (const mark of LAYOUTS[kind].marks) if (await exists(join(root, mark))) return true;
  return false;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
