/** What an article is recognised by inside its source. Keys are as PostgreSQL prints them. */
export interface Marks {
  path: string;
  title: string;
  guidKey: string | null;
  urlKey: string | null;
  contentKey: string | null;
  draft: boolean;
  /** Of its publication, in UTC, as in 2021-12-18; null where it has no date. */
  day: string | null;
}

/** What a file turned out to hold. */
export type Verdict<Known> =
  | { is: "new" }
  /** The article of that path. */
  | { is: "known"; article: Known }
  /** An article whose file had another name. */
  | { is: "renamed"; article: Known }
  /** The article of another path, whose file is there too. */
  | { is: "copy"; of: string };

/** An id or address that more articles than these share says nothing of any of them. */
export const MOST_NAMESAKES = 16;

/** An article of the source: as its file says where that is among the files at hand, else as it is stored. */
interface Entry<Known> {
  marks: Marks;
  /** Null for one that came with the files at hand. */
  article: Known | null;
}

/**
 * Tells which files hold articles that the source has already. A file's path decides before all else; then the source's
 * own id, the canonical address, the content. An article found that way has been renamed where its own file is gone.
 * Where that is still there, the file is a copy of it if it says the same, and an article of its own if it does not: two
 * files that link to one page need not be the same article, nor do two announcements of one wording. Equal titles alone
 * never match.
 *
 * Files are taken in the order of their paths, so that it does not matter in which they come.
 * @param known - all articles at the files' paths, and those that share an id, an address or the content with a file.
 * @param isThere - whether there is a file at the path of such an article.
 * @param forgetful - the source names its latest articles only: what it no longer names is not gone for that, and has
 *   been renamed only where it says the same.
 * @returns verdicts by path.
 */
export function recognise<Known extends Marks>(
  files: readonly Marks[],
  known: readonly Known[],
  isThere: (path: string) => boolean,
  forgetful = false,
): Map<string, Verdict<Known>> {
  const verdicts = new Map<string, Verdict<Known>>();
  const fileAt = new Map(files.map((file) => [file.path, file]));
  const index = createIndex<Known>();
  for (const article of known) {
    const file = fileAt.get(article.path);
    if (file) verdicts.set(file.path, { is: "known", article });
    index.add({ marks: file ?? article, article });
  }
  const isGone = ({ marks }: Entry<Known>) => !fileAt.has(marks.path) && !isThere(marks.path);
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (verdicts.has(file.path)) continue;
    const namesakes = index.namesakes(file);
    const moved = namesakes.find((entry) => isGone(entry) && (!forgetful || saysTheSame(file, entry.marks)));
    const copied = namesakes.find(({ marks }) => saysTheSame(file, marks));
    if (moved?.article) {
      verdicts.set(file.path, { is: "renamed", article: moved.article });
      index.replace(moved, { marks: file, article: moved.article });
    } else if (copied) {
      verdicts.set(file.path, { is: "copy", of: copied.marks.path });
    } else {
      verdicts.set(file.path, { is: "new" });
      index.add({ marks: file, article: null });
    }
  }
  return verdicts;
}

const shares = (a: Marks, b: Marks, key: "guidKey" | "urlKey" | "contentKey"): boolean =>
  a[key] !== null && a[key] === b[key];

// A draft beside the article that came of it would hide one of the two.
const saysTheSame = (a: Marks, b: Marks): boolean =>
  a.draft === b.draft &&
  (a.title === b.title
    ? shares(a, b, "contentKey") || shares(a, b, "guidKey") || shares(a, b, "urlKey")
    : shares(a, b, "contentKey") && (a.day === b.day || a.day === null || b.day === null));

/** Articles by what they are recognised by. */
function createIndex<Known>() {
  const entries = new Map<string, Entry<Known>[]>();
  const replaced = new Set<Entry<Known>>();
  const keysOf = ({ guidKey, urlKey, contentKey }: Marks): string[] => [
    ...(guidKey === null ? [] : [`guid ${guidKey}`]),
    ...(urlKey === null ? [] : [`url ${urlKey}`]),
    ...(contentKey === null ? [] : [`content ${contentKey}`]),
  ];
  const add = (entry: Entry<Known>) => {
    for (const key of keysOf(entry.marks)) {
      const others = entries.get(key);
      if (others) others.push(entry);
      else entries.set(key, [entry]);
    }
  };
  return {
    add,
    replace(before: Entry<Known>, after: Entry<Known>) {
      replaced.add(before);
      add(after);
    },
    /** Those that share something with a file, the strongest bond first and then by path. */
    namesakes: (file: Marks): Entry<Known>[] =>
      keysOf(file).flatMap((key) => {
        const found = (entries.get(key) ?? []).filter((entry) => !replaced.has(entry));
        if (found.length > MOST_NAMESAKES) return [];
        return found.sort((a, b) => (a.marks.path < b.marks.path ? -1 : 1));
      }),
  };
}
