import type { Root, RootContent } from "hast";
import { fromParse5 } from "hast-util-from-parse5";
import { type DefaultTreeAdapterMap, defaultTreeAdapter, html as names, Parser, Token } from "parse5";
import { HTML_ELEMENTS, VOID_ELEMENTS } from "./elements.ts";
import { BoundedTokenizer, TooManyElements } from "./tokenizer.ts";

/** How deep elements may nest: everything behind this step walks the tree by recursion. */
const MAX_DEPTH = 256;

/** How many elements a body may come to: unclosed formatting tags multiply, a few kilobytes into gigabytes. */
const MAX_ELEMENTS = 150_000;

/** How many signs a body may have at which a piece of text ends: it is read piece by piece. */
const MAX_SIGNS = 2_000_000;

/** Elements of a document's frame: inside of code they are what the code is about. */
const DOCUMENT_ELEMENTS = new Set(
  "html head body title meta link base script style textarea xmp plaintext noembed noframes template iframe frameset frame".split(
    " ",
  ),
);

// Bodies without any of this need no look at their source, which makes parsing twice as fast.
const NEEDS_SOURCE = /<(?:pre|code|listing)[\s/>]|<[A-Za-z][^\s<>"'=]*[.:@]|#\s*include/i;

// Addresses and files between angle brackets, as in #include <linux/sched.h> and <https://example.org>.
const NO_TAG =
  /^<(?:[A-Za-z][\w+./-]*\.[A-Za-z]\w{0,4}|[a-z][a-z0-9+.-]{1,15}:\/\/[^\s<>]*|(?:mailto:)?[^\s<>@"'=]+@[^\s<>@"'=]+)\s*>$/i;
const INCLUDE = /#\s*include\s*$/;

/** A body's tree, and whether it had to be flattened to the depth that an article may have. */
export interface ParsedHtml {
  tree: Root;
  flattened: boolean;
}

/**
 * Parses HTML as a browser without scripts does, with three differences: tags that are evidently text stay text
 * (unknown ones in code, `<stdio.h>` anywhere), elements nest 256 levels at the most (deeper ones lose their tags,
 * never their content), and the number of elements is bounded.
 * @throws TooManyElements beyond that bound.
 */
export function parseHtml(source: string): ParsedHtml {
  const text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
  if (hasTooManySigns(text)) throw new TooManyElements(`It has more than ${MAX_SIGNS} tags and words.`);
  const context = defaultTreeAdapter.createElement("body", names.NS.HTML, []);
  const parser = ArticleParser.getFragmentParser<DefaultTreeAdapterMap>(context, {
    scriptingEnabled: false,
    sourceCodeLocationInfo: NEEDS_SOURCE.test(text),
    treeAdapter: boundedAdapter(),
  }) as ArticleParser;
  const childNodes = parser.read(text);
  return {
    tree: { type: "root", children: childrenOf(childNodes) },
    flattened: parser.flattened,
  };
}

/** The nodes as hast. Without the root's data on quirks, which sanitizing would clone at length. */
function childrenOf(childNodes: Tree["childNode"][]): RootContent[] {
  const fragment = { ...defaultTreeAdapter.createDocumentFragment(), childNodes };
  return (fromParse5(fragment) as Root).children;
}

function hasTooManySigns(text: string): boolean {
  if (text.length <= MAX_SIGNS) return false;
  let count = 0;
  for (const sign of ["<", "&", " ", "\n"]) {
    for (let at = text.indexOf(sign); at !== -1 && count <= MAX_SIGNS; at = text.indexOf(sign, at + 1)) count++;
  }
  return count > MAX_SIGNS;
}

type Tree = DefaultTreeAdapterMap;

/** parse5's own tree, with a bound on its size, and insertions that do not search a long list from its beginning. */
function boundedAdapter(): typeof defaultTreeAdapter {
  let elements = 0;
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespace, attributes) {
      if (++elements > MAX_ELEMENTS) throw new TooManyElements(`It comes to more than ${MAX_ELEMENTS} elements.`);
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
    insertBefore(parent: Tree["parentNode"], child: Tree["childNode"], reference: Tree["childNode"]) {
      parent.childNodes.splice(parent.childNodes.lastIndexOf(reference), 0, child);
      child.parentNode = parent;
    },
  };
}

/** parse5's tree builder, with a say in what becomes an element. */
class ArticleParser extends Parser<DefaultTreeAdapterMap> {
  flattened = false;
  #source = "";
  /** Start tags that were dropped, so that their end tags close nothing else. */
  readonly #dropped = new Map<string, number>();

  /** Reads a whole text, and gives the nodes it came to. */
  read(text: string): Tree["childNode"][] {
    this.#source = text;
    this.tokenizer = new BoundedTokenizer(this.options, this);
    this.tokenizer.write(text, true);
    // Not getFragment(): it moves the nodes one by one from the front of their list, in quadratic time.
    const root = this.document.childNodes[0];
    return root && "childNodes" in root ? root.childNodes : [];
  }

  override onStartTag(token: Token.TagToken): void {
    if (this.#isText(token)) this.#insertSource(token);
    else if (this.openElements.stackTop >= MAX_DEPTH && !VOID_ELEMENTS.has(token.tagName)) {
      this.flattened = true;
      this.#dropped.set(token.tagName, (this.#dropped.get(token.tagName) ?? 0) + 1);
    } else super.onStartTag(token);
  }

  override onEndTag(token: Token.TagToken): void {
    const dropped = this.#dropped.get(token.tagName) ?? 0;
    if (dropped > 0) this.#dropped.set(token.tagName, dropped - 1);
    else if (this.#isText(token)) this.#insertSource(token);
    else super.onEndTag(token);
  }

  override onComment(token: Token.CommentToken): void {
    if (token.location && token.data.trim() !== "" && this.#isInCode()) this.#insertSource(token);
    else super.onComment(token);
  }

  override onDoctype(token: Token.DoctypeToken): void {
    if (token.location && this.#isInCode()) this.#insertSource(token);
    else super.onDoctype(token);
  }

  #isText({ tagName, location, type }: Token.TagToken): boolean {
    if (!location) return false;
    const known = HTML_ELEMENTS.has(tagName);
    if (!known || DOCUMENT_ELEMENTS.has(tagName)) {
      if (this.currentNotInHTML) return false;
      if (this.#isInCode()) return true;
    }
    const written = this.#source.slice(location.startOffset, Math.min(location.endOffset, location.startOffset + 2048));
    if (NO_TAG.test(written)) return true;
    const isStart = type === Token.TokenType.START_TAG;
    return (
      !known &&
      isStart &&
      INCLUDE.test(this.#source.slice(Math.max(0, location.startOffset - 40), location.startOffset))
    );
  }

  #isInCode(): boolean {
    const { tagIDs, stackTop } = this.openElements;
    for (let at = stackTop; at >= 0; at--) {
      const id = tagIDs[at];
      if (id === names.TAG_ID.PRE || id === names.TAG_ID.CODE || id === names.TAG_ID.LISTING) return true;
    }
    return false;
  }

  #insertSource({ location }: Token.Token): void {
    if (!location) return;
    const chars = this.#source.slice(location.startOffset, location.endOffset);
    this.onCharacter({ type: Token.TokenType.CHARACTER, chars, location });
  }
}
