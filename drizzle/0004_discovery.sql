CREATE TABLE "article_likeness" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"words" integer[] NOT NULL,
	"sketch" integer[] NOT NULL,
	"title_key" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_words" (
	"word" integer NOT NULL,
	"article_id" bigint NOT NULL,
	CONSTRAINT "article_words_word_article_id_pk" PRIMARY KEY("word","article_id")
);
--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "article_likeness" ADD CONSTRAINT "article_likeness_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "articles_by_expiry" ON "articles" USING btree ("expires_at") WHERE status = 'PUBLISHED' and expires_at is not null;