CREATE TYPE "public"."api_key_role" AS ENUM('IMPORTER');--> statement-breakpoint
CREATE TYPE "public"."import_run_status" AS ENUM('RUNNING', 'SUCCEEDED', 'FAILED', 'INTERRUPTED');--> statement-breakpoint
CREATE TYPE "public"."issue_severity" AS ENUM('WARNING', 'ERROR');--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"role" "api_key_role" NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_name_unique" UNIQUE("name"),
	CONSTRAINT "api_keys_keyHash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "article_paths" (
	"source_id" bigint NOT NULL,
	"path" text NOT NULL,
	"path_key" "bytea" NOT NULL,
	"article_id" bigint NOT NULL,
	"fingerprint" "bytea",
	CONSTRAINT "article_paths_path_key_source_id_pk" PRIMARY KEY("path_key","source_id")
);
--> statement-breakpoint
CREATE TABLE "import_issues" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "import_issues_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"path" text NOT NULL,
	"line" integer,
	"severity" "issue_severity" NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"hint" text
);
--> statement-breakpoint
CREATE TABLE "import_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "import_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"status" "import_run_status" NOT NULL,
	"dry_run" boolean NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"files_total" integer,
	"files_read" integer DEFAULT 0 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"renamed" integer DEFAULT 0 NOT NULL,
	"deleted" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sources" ALTER COLUMN "category_mode" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "essence" "bytea";--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "content_key" "bytea";--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "guid_key" "bytea";--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "format" text;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "etag" text;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "last_modified" text;--> statement-breakpoint
ALTER TABLE "article_paths" ADD CONSTRAINT "article_paths_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_paths" ADD CONSTRAINT "article_paths_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_issues" ADD CONSTRAINT "import_issues_run_id_import_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."import_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_paths_by_article" ON "article_paths" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "import_issues_by_run" ON "import_issues" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "import_errors_by_run" ON "import_issues" USING btree ("run_id","id") WHERE severity = 'ERROR';--> statement-breakpoint
CREATE INDEX "import_runs_by_source" ON "import_runs" USING btree ("source_id","id");--> statement-breakpoint
CREATE INDEX "articles_by_content" ON "articles" USING btree ("content_key","source_id");--> statement-breakpoint
CREATE INDEX "articles_by_guid" ON "articles" USING btree ("guid_key","source_id") WHERE guid_key is not null;