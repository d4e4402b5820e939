ALTER TYPE "public"."api_key_role" ADD VALUE 'EDITOR';--> statement-breakpoint
ALTER TYPE "public"."api_key_role" ADD VALUE 'ADMIN';