import type { TransactionSql } from "postgres";
import { json } from "./parameters.ts";

/** The channel on which the number of each new row of `changes` is told. */
export const CHANGES_CHANNEL = "broadsheet_changes";

/** What one transaction changed, in the words of the table `changes`. */
export interface Changes {
  entities: Set<string>;
  lists: Set<string>;
  names: Set<string>;
}

/** Appends what the transaction changed, and tells the listeners once it has committed. */
export async function recordChanges(tx: TransactionSql, now: Date, { entities, lists, names }: Changes): Promise<void> {
  if (entities.size === 0 && lists.size === 0 && names.size === 0) return;
  await tx`
    with appended as (
      insert into changes (at, entities, lists, names)
      values (
        ${now.toISOString()}::text::timestamptz,
        array(select json_array_elements_text(${json(entities)}::text::json)),
        array(select json_array_elements_text(${json(lists)}::text::json)),
        array(select json_array_elements_text(${json(names)}::text::json))
      )
      returning seq
    )
    select pg_notify(${CHANGES_CHANNEL}::text, seq::text) from appended`;
}
