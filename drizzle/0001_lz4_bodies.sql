-- Bodies are the bulk of the database, and lz4 packs and unpacks them several times as fast as the default. Servers can
-- be built without it.
do $$
begin
  if exists (
    select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)
  ) then
    alter table article_bodies
      alter column raw set compression lz4,
      alter column html set compression lz4,
      alter column text set compression lz4;
  end if;
end
$$;
