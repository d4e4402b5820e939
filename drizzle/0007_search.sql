CREATE TABLE "article_search" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"status" "article_status" NOT NULL,
	"published_sort" timestamp (3) with time zone NOT NULL,
	"title" text collate "C" NOT NULL,
	"text" text collate "C" NOT NULL,
	"keys" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_names" (
	"scope" "count_scope" NOT NULL,
	"scope_id" bigint NOT NULL,
	"name" text collate "C" NOT NULL,
	CONSTRAINT "search_names_scope_scope_id_pk" PRIMARY KEY("scope","scope_id")
);
--> statement-breakpoint
ALTER TABLE "article_search" ADD CONSTRAINT "article_search_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_search_keys" ON "article_search" USING gin ("keys");--> statement-breakpoint
CREATE INDEX "article_search_titles" ON "article_search" USING btree (left(title, 200),"article_id");--> statement-breakpoint
CREATE INDEX "search_names_by_name" ON "search_names" USING btree ("name");