-- Two roles with no more rights than they need, to be granted to those who log in. Run it in Broadsheet's database as the
-- role that owns its tables (which `broadsheet migrate` made), after the first migration; it may be run again, and after
-- an upgrade has to be where that says so. Who owns the tables goes on migrating.
--
--   psql "$OWNER_URL" -v ON_ERROR_STOP=1 -f deploy/roles.sql
--   psql "$OWNER_URL" -c "create role web login password '…' in role broadsheet_gateway"

do $$
begin
  if to_regrole('broadsheet_gateway') is null then
    create role broadsheet_gateway nologin;
  end if;
  if to_regrole('broadsheet_importer') is null then
    create role broadsheet_importer nologin;
  end if;
end
$$;

-- Serves: reads everything, notes when a key was used, brings articles out on their dates, says what it has taken note of.
grant usage on schema public, drizzle to broadsheet_gateway;
grant select on all tables in schema public to broadsheet_gateway;
grant select on drizzle.__drizzle_migrations to broadsheet_gateway;
alter default privileges in schema public grant select on tables to broadsheet_gateway;

grant update (last_used_at) on api_keys to broadsheet_gateway;
grant update (status, changed_at) on articles to broadsheet_gateway;
grant update (status) on article_categories, article_authors, article_tags, article_search to broadsheet_gateway;
grant insert, update on article_counts to broadsheet_gateway;
grant insert on changes, secrets to broadsheet_gateway;
grant delete on changes to broadsheet_gateway;
grant insert, update, delete on gateways, cdn_purges to broadsheet_gateway;

-- Imports besides, from folders and over the API, looks at images, derives bodies anew, and makes keys.
grant broadsheet_gateway to broadsheet_importer;
grant insert, update, delete on all tables in schema public to broadsheet_importer;
alter default privileges in schema public grant insert, update, delete on tables to broadsheet_importer;
grant usage on all sequences in schema public to broadsheet_importer;
alter default privileges in schema public grant usage on sequences to broadsheet_importer;
