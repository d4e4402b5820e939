-- Keys are spread over all integers, so that packing them saves nothing. Text is packed where that is cheap, as of bodies (0003),
-- whose blocks are treated likewise.
-- Neither takes statistics: these would have every key read, and tell nothing of a search that is planned once.
alter table article_search
  alter column keys set storage external,
  alter column keys set statistics 0,
  alter column text set statistics 0;
--> statement-breakpoint
do $$
begin
  if exists (
    select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)
  ) then
    alter table article_search alter column text set compression lz4;
  else
    alter table article_search alter column text set storage external;
    alter table article_bodies alter column blocks set storage external;
  end if;
end
$$;
