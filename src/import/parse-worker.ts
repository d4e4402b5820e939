import { parseArticle } from "../content/article.ts";
import { serveParsing } from "./parse-loop.ts";

// What a worker of the parse pool runs. It loads the rooms content and text, and nothing else.
serveParsing(parseArticle);
