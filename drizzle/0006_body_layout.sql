ALTER TABLE "article_bodies" ADD COLUMN "blocks" json;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "reading_time" integer DEFAULT 0 NOT NULL;