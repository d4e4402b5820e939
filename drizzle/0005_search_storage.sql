-- Keys are spread over all integers, so that packing them saves nothing. Text is packed where that is cheap, as of bodies.
alter table article_search alter column keys set storage external;
--> statement-breakpoint
do $$
begin
  if exists (
    select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)
  ) then
    alter table article_search alter column text set compression lz4;
  else
    alter table article_search alter column text set storage external;
  end if;
end
$$;
--> statement-breakpoint
-- What common words match is counted in a sample and not by statistics, which would cost a reading of all keys.
alter table article_search alter column keys set statistics 0, alter column text set statistics 0;
