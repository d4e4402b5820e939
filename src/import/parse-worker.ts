import { parseArticle } from "../content/article.ts";
import { serveParsing } from "./parse-loop.ts";

// What a worker of the parse pool runs. It loads the content room and nothing else.
serveParsing(parseArticle);
