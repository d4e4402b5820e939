CREATE TYPE "public"."article_status" AS ENUM('DRAFT', 'SCHEDULED', 'PUBLISHED', 'ARCHIVED');--> statement-breakpoint
CREATE TYPE "public"."body_format" AS ENUM('HTML', 'MARKDOWN');--> statement-breakpoint
CREATE TYPE "public"."category_mode" AS ENUM('chain', 'flat');--> statement-breakpoint
CREATE TYPE "public"."count_scope" AS ENUM('source', 'category', 'author', 'tag');--> statement-breakpoint
CREATE TYPE "public"."date_precision" AS ENUM('DAY', 'INSTANT');--> statement-breakpoint
CREATE TYPE "public"."image_format" AS ENUM('JPEG', 'PNG', 'GIF', 'WEBP', 'AVIF', 'SVG');--> statement-breakpoint
CREATE TYPE "public"."image_role" AS ENUM('HEAD', 'THUMBNAIL', 'INLINE');--> statement-breakpoint
CREATE TYPE "public"."image_status" AS ENUM('UNCHECKED', 'OK', 'BROKEN');--> statement-breakpoint
CREATE TABLE "article_authors" (
	"article_id" bigint NOT NULL,
	"status" "article_status" NOT NULL,
	"published_sort" timestamp (3) with time zone NOT NULL,
	"position" smallint NOT NULL,
	"author_id" bigint NOT NULL,
	CONSTRAINT "article_authors_article_id_author_id_pk" PRIMARY KEY("article_id","author_id")
);
--> statement-breakpoint
CREATE TABLE "article_bodies" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"format" "body_format" NOT NULL,
	"raw" text NOT NULL,
	"html" text NOT NULL,
	"text" text NOT NULL,
	"front_matter" jsonb NOT NULL,
	"pipeline_version" smallint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_categories" (
	"article_id" bigint NOT NULL,
	"status" "article_status" NOT NULL,
	"published_sort" timestamp (3) with time zone NOT NULL,
	"position" smallint NOT NULL,
	"category_id" bigint NOT NULL,
	"direct" boolean NOT NULL,
	CONSTRAINT "article_categories_article_id_category_id_pk" PRIMARY KEY("article_id","category_id")
);
--> statement-breakpoint
CREATE TABLE "article_counts" (
	"scope" "count_scope" NOT NULL,
	"scope_id" bigint NOT NULL,
	"status" "article_status" NOT NULL,
	"direct" integer NOT NULL,
	"total" integer NOT NULL,
	CONSTRAINT "article_counts_scope_scope_id_status_pk" PRIMARY KEY("scope","scope_id","status")
);
--> statement-breakpoint
CREATE TABLE "article_images" (
	"article_id" bigint NOT NULL,
	"role" "image_role" NOT NULL,
	"position" integer NOT NULL,
	"image_id" bigint NOT NULL,
	"alt" text,
	"caption" text,
	CONSTRAINT "article_images_article_id_role_position_pk" PRIMARY KEY("article_id","role","position")
);
--> statement-breakpoint
CREATE TABLE "article_tags" (
	"article_id" bigint NOT NULL,
	"status" "article_status" NOT NULL,
	"published_sort" timestamp (3) with time zone NOT NULL,
	"position" smallint NOT NULL,
	"tag_id" bigint NOT NULL,
	CONSTRAINT "article_tags_article_id_tag_id_pk" PRIMARY KEY("article_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "articles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"path" text NOT NULL,
	"path_key" "bytea" NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"slug" text NOT NULL,
	"url" text,
	"url_key" "bytea",
	"title" text NOT NULL,
	"title_sort" text collate "und-x-icu" GENERATED ALWAYS AS (left(title, 200)) STORED NOT NULL,
	"summary" text,
	"lead" text NOT NULL,
	"language" text,
	"primary_language" text GENERATED ALWAYS AS (lower(split_part(replace(language, '_', '-'), '-', 1))) STORED,
	"status" "article_status" NOT NULL,
	"published_at" timestamp (3) with time zone,
	"published_precision" date_precision,
	"published_sort" timestamp (3) with time zone GENERATED ALWAYS AS (coalesce(published_at, '-infinity')) STORED NOT NULL,
	"updated_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"comments_enabled" boolean NOT NULL,
	"word_count" integer NOT NULL,
	"has_images" boolean NOT NULL,
	"author_id" bigint,
	"head_image_id" bigint,
	"thumbnail_id" bigint,
	CONSTRAINT "articles_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "authors" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "authors_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text collate "und-x-icu" NOT NULL,
	"slug" text NOT NULL,
	CONSTRAINT "authors_name_unique" UNIQUE("name"),
	CONSTRAINT "authors_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "categories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"parent_id" bigint,
	"name" text NOT NULL,
	"path" text[] NOT NULL,
	"path_key" "bytea" NOT NULL,
	"sort_path" text collate "und-x-icu" NOT NULL,
	"slug" text NOT NULL,
	"depth" smallint NOT NULL,
	CONSTRAINT "categories_pathKey_unique" UNIQUE("path_key"),
	CONSTRAINT "categories_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "changes" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "changes_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"entities" text[] NOT NULL,
	"lists" text[] NOT NULL,
	"names" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "images" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "images_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" "bytea" NOT NULL,
	"original_url" text,
	"host" text,
	"source_id" bigint,
	"local_path" text,
	"width" integer,
	"height" integer,
	"format" "image_format",
	"status" "image_status" DEFAULT 'UNCHECKED' NOT NULL,
	CONSTRAINT "images_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text collate "und-x-icu" NOT NULL,
	"kind" text NOT NULL,
	"root" text,
	"time_zone" text,
	"base_url" text,
	"category_mode" "category_mode" NOT NULL,
	CONSTRAINT "sources_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tags_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text collate "und-x-icu" NOT NULL,
	"slug" text NOT NULL,
	CONSTRAINT "tags_name_unique" UNIQUE("name"),
	CONSTRAINT "tags_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "article_authors" ADD CONSTRAINT "article_authors_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_authors" ADD CONSTRAINT "article_authors_author_id_authors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."authors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_bodies" ADD CONSTRAINT "article_bodies_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_categories" ADD CONSTRAINT "article_categories_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_categories" ADD CONSTRAINT "article_categories_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_images" ADD CONSTRAINT "article_images_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_images" ADD CONSTRAINT "article_images_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_tags" ADD CONSTRAINT "article_tags_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_tags" ADD CONSTRAINT "article_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_author_id_authors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."authors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_head_image_id_images_id_fk" FOREIGN KEY ("head_image_id") REFERENCES "public"."images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_thumbnail_id_images_id_fk" FOREIGN KEY ("thumbnail_id") REFERENCES "public"."images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_parent_id_categories_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."categories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_authors_newest" ON "article_authors" USING btree ("author_id","status","published_sort","article_id");--> statement-breakpoint
CREATE INDEX "article_categories_newest" ON "article_categories" USING btree ("category_id","status","published_sort","article_id");--> statement-breakpoint
CREATE INDEX "article_categories_newest_direct" ON "article_categories" USING btree ("category_id","status","published_sort","article_id") WHERE direct;--> statement-breakpoint
CREATE INDEX "article_images_by_image" ON "article_images" USING btree ("image_id","article_id");--> statement-breakpoint
CREATE INDEX "article_tags_newest" ON "article_tags" USING btree ("tag_id","status","published_sort","article_id");--> statement-breakpoint
CREATE UNIQUE INDEX "articles_by_path" ON "articles" USING btree ("path_key","source_id");--> statement-breakpoint
CREATE INDEX "articles_by_url" ON "articles" USING btree ("url_key");--> statement-breakpoint
CREATE INDEX "articles_newest" ON "articles" USING btree ("status","published_sort","id");--> statement-breakpoint
CREATE INDEX "articles_newest_of_source" ON "articles" USING btree ("source_id","status","published_sort","id");--> statement-breakpoint
CREATE INDEX "articles_newest_of_language" ON "articles" USING btree ("primary_language","status","published_sort","id");--> statement-breakpoint
CREATE INDEX "articles_newest_by_images" ON "articles" USING btree ("has_images","status","published_sort","id");--> statement-breakpoint
CREATE INDEX "articles_by_change" ON "articles" USING btree ("status","changed_at","id");--> statement-breakpoint
CREATE INDEX "articles_by_title" ON "articles" USING btree ("status","title_sort","id");--> statement-breakpoint
CREATE INDEX "articles_by_words" ON "articles" USING btree ("status","word_count","id");--> statement-breakpoint
CREATE INDEX "categories_by_path" ON "categories" USING btree ("sort_path","id");--> statement-breakpoint
CREATE INDEX "categories_by_depth" ON "categories" USING btree ("depth","sort_path","id");--> statement-breakpoint
CREATE INDEX "categories_by_parent" ON "categories" USING btree ("parent_id","sort_path","id");--> statement-breakpoint
CREATE INDEX "images_by_host" ON "images" USING btree ("host","id");--> statement-breakpoint
CREATE INDEX "images_by_width" ON "images" USING btree ("width");