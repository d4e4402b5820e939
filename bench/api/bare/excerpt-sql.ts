/**
 * The gateway's excerpt of 140 graphemes in SQL, good for the made-up texts: a Latin word is not cut in two, all else is
 * cut at a character.
 */
export const excerptSql = (lead: string): string => `case when length(${lead}) <= 140 then ${lead} else
  rtrim(case when substr(${lead}, 139, 2) ~ '^[A-Za-z0-9]{2}$' then regexp_replace(left(${lead}, 139), '[A-Za-z0-9]+$', '')
    else left(${lead}, 139) end) || '…' end`;
