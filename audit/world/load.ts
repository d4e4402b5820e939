import { Agent } from "node:http";
import { askAt, type GraphqlReply } from "./http.ts";

/** One thing to ask, and what the answer has to be. */
export interface Question {
  query: string;
  variables: Record<string, unknown>;
  /** Null where data is as it must be, else what is wrong with it. */
  judge(data: GraphqlReply["data"]): string | null;
}

/** What came of a load. */
export interface Loaded {
  /** Answers without errors, and how long each took in milliseconds. */
  answered: number[];
  /** What was refused with 503, and how long each took in milliseconds. */
  refused: number[];
  /** Refusals that do not say when to come again. */
  withoutRetryAfter: number;
  /** Answers that say something else than what is right. */
  wrong: string[];
  /** All other outcomes: status with the first code, or the network's own code. */
  failures: Map<string, number>;
}

/** What is asked, of whom, and by how many at a time. */
export interface LoadOptions {
  endpoint: string;
  concurrency: number;
  next: () => Question;
  /** Whether each comes from an address of its own, as visitors do. */
  manyAddresses?: boolean;
}

/** Asks until it is told to stop, over connections that stay open. */
export function startLoad({ endpoint, concurrency, next, manyAddresses = false }: LoadOptions): {
  loaded: Loaded;
  stop(): Promise<Loaded>;
} {
  const loaded: Loaded = { answered: [], refused: [], withoutRetryAfter: 0, wrong: [], failures: new Map() };
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency + 1 });
  let over = false;
  const asker = async (n: number) => {
    const from = manyAddresses ? `127.1.${n >> 8}.${n & 255}` : undefined;
    while (!over) await askOnce(endpoint, next(), agent, from, loaded);
  };
  const askers = Array.from({ length: concurrency }, (_, n) => asker(n));
  return {
    loaded,
    async stop() {
      over = true;
      await Promise.all(askers);
      agent.destroy();
      return loaded;
    },
  };
}

async function askOnce(endpoint: string, question: Question, agent: Agent, from: string | undefined, loaded: Loaded) {
  const { query, variables, judge } = question;
  const reply = await askAt(endpoint, query, { variables, agent, from }).catch((error: { code?: string }) => error);
  if (!("status" in reply)) return count(loaded.failures, reply.code ?? String(reply));
  const code = reply.errors[0]?.extensions?.code;
  if (reply.status === 503) {
    loaded.refused.push(reply.milliseconds);
    if (!(Number(reply.headers["retry-after"]) > 0)) loaded.withoutRetryAfter++;
  } else if (reply.status !== 200 || reply.errors.length > 0) count(loaded.failures, `${reply.status} ${code ?? ""}`);
  else {
    loaded.answered.push(reply.milliseconds);
    const wrong = judge(reply.data);
    if (wrong !== null) loaded.wrong.push(wrong);
  }
}

const count = (counts: Map<string, number>, what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);

/** The value below which that share of the numbers lies; 0 of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Outcomes in a few words. */
export const listed = (failures: Map<string, number>): string =>
  [...failures].map(([what, times]) => `${times} × ${what}`).join(", ");

const ARTICLE = `query ($slug: String!, $length: Int!) { article(by: {slug: $slug}) {
  slug title excerpt(length: $length) author { name } categories { path } images { totalCount } body { wordCount } } }`;

/** The most that an excerpt may have. */
const LONGEST = 500;

/**
 * Questions for each article of a gateway, whose titles are looked up first; hardly ever the same twice, so that they are
 * not answered from memory.
 */
export async function questionsAbout(endpoint: string): Promise<() => Question> {
  const { data, text } = await askAt(endpoint, "{ articles(first: 100) { nodes { slug title } } }");
  const articles: { slug: string; title: string }[] = data?.articles.nodes ?? [];
  if (articles.length === 0) throw new Error(`There are no articles to ask for: ${text.slice(0, 200)}`);
  let asked = 0;
  return () => {
    const at = asked++;
    const { slug, title } = articles[at % articles.length] ?? { slug: "", title: "" };
    const length = 1 + (Math.floor(at / articles.length) % LONGEST);
    return {
      query: ARTICLE,
      variables: { slug, length },
      judge: ({ article }) => {
        if (article?.slug !== slug || article.title !== title)
          return `${slug}: ${JSON.stringify(article).slice(0, 200)}`;
        return [...article.excerpt].length > length ? `${slug}: an excerpt of more than ${length}` : null;
      },
    };
  };
}
