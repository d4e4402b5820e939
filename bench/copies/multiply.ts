import type { Sql } from "postgres";
import { ARTICLE_TABLES, copyArticles, pairUp } from "./articles.ts";
import { checkCopies } from "./check.ts";
import { COUNTS } from "./counts.ts";
import { dropIndexes } from "./indexes.ts";
import { advanceSequences, forgetKept, putAside } from "./rows.ts";
import { copyShared } from "./shared.ts";

const SHARED_TABLES = ["categories", "authors", "search_names"];

/**
 * Makes so many copies of the articles of a database that an import has filled, and then takes these away: each copy is
 * two of them, one below the other, a different pair each time, with dates, addresses and images of its own. What comes
 * of it is what an import of such articles would have made, but for some of what is derived from texts; see
 * docs/decisions/benchmark-of-the-api.md.
 * @throws Error where what came of it is not whole.
 */
export async function multiply(client: Sql, copies: number, log: (line: string) => void): Promise<void> {
  await client.unsafe("set maintenance_work_mem = '1GB'; set work_mem = '256MB'; set synchronous_commit = off");
  // It unites arrays in a fifth of the time.
  await client.unsafe("create extension intarray");
  const tables = [...SHARED_TABLES, ...ARTICLE_TABLES];
  await putAside(client, tables);
  const makeIndexes = await dropIndexes(client, [...tables, "article_words", "article_counts"]);
  await copyShared(client, copies);
  await pairUp(client, copies);
  await copyArticles(client, log);
  await client.unsafe(`insert into article_counts (scope, scope_id, status, direct, total) ${COUNTS}`);
  // An import of that many files would have told of as many.
  for (const count of ["files_total", "files_read", "created", "skipped"])
    await client.unsafe(`update import_runs set ${count} = ${count} * ${copies}`);
  const [row] = await client<{ count: number }[]>`select count(*)::integer as count from seed.articles`;
  await forgetKept(client);
  await client.unsafe("drop extension intarray");
  log("  making indexes");
  await makeIndexes();
  await advanceSequences(client);
  await checkCopies(client, (row?.count ?? 0) * copies);
  log("  checked");
  await client.unsafe("reset maintenance_work_mem; reset work_mem; reset synchronous_commit");
}
