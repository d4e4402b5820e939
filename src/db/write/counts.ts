import type { TransactionSql } from "postgres";
import type { CountScope } from "../queries/visibility.ts";
import type { Id } from "./article.ts";
import type { CountDelta } from "./membership.ts";
import { json } from "./parameters.ts";

/** A source, category, author or tag that now has its first article of some status, or no longer has any. */
export interface Turn {
  scope: CountScope;
  scopeId: Id;
  turned: "appeared" | "vanished";
}

/** Adds the deltas to article_counts, and says what appeared or vanished by it. */
export async function applyCounts(tx: TransactionSql, deltas: readonly CountDelta[]): Promise<Turn[]> {
  if (deltas.length === 0) return [];
  const rows = await tx<{ scope: CountScope; scopeId: Id; status: string; total: number }[]>`
    insert into article_counts as c (scope, scope_id, status, direct, total)
    select r.scope, r."scopeId", r.status, r.direct, r.total
    from json_to_recordset(${json(deltas)}::text::json)
      as r(scope count_scope, "scopeId" bigint, status article_status, direct integer, total integer)
    on conflict (scope, scope_id, status) do update
      set direct = c.direct + excluded.direct, total = c.total + excluded.total
    returning scope, scope_id as "scopeId", status, total`;
  const deltaOf = new Map(deltas.map((delta) => [`${delta.scope} ${delta.scopeId} ${delta.status}`, delta.total]));
  return rows.flatMap(({ scope, scopeId, status, total }): Turn[] => {
    const before = total - (deltaOf.get(`${scope} ${scopeId} ${status}`) ?? 0);
    if (before === 0 && total > 0) return [{ scope, scopeId, turned: "appeared" }];
    return before > 0 && total === 0 ? [{ scope, scopeId, turned: "vanished" }] : [];
  });
}
