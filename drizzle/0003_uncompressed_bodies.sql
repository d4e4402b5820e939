-- Where the server has no lz4, packing bodies with what it has (pglz) costs an import more than all else that PostgreSQL
-- does for an article, and saves two fifths of the disk. Bodies that are stored already stay as they are.
do $$
begin
  if not exists (
    select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)
  ) then
    alter table article_bodies
      alter column raw set storage external,
      alter column html set storage external,
      alter column text set storage external;
  end if;
end
$$;
