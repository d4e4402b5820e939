/** SQL: the rows that article_counts has to hold, counted. */
export const COUNTS = `
  select 'source'::count_scope as scope, source_id as scope_id, status, count(*)::integer as direct, count(*)::integer as total
    from articles group by source_id, status
  union all select 'category', category_id, status, (count(*) filter (where direct))::integer, count(*)::integer
    from article_categories group by category_id, status
  union all select 'author', author_id, status, count(*)::integer, count(*)::integer from article_authors group by author_id, status
  union all select 'tag', tag_id, status, count(*)::integer, count(*)::integer from article_tags group by tag_id, status`;
